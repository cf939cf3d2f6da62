/** Maps a domain to a range in a straight line; an empty domain maps to the middle. */
export function linear(domain: [number, number], range: [number, number]): (value: number) => number {
  const [d0, d1] = domain;
  const [r0, r1] = range;
  if (d1 === d0) return () => (r0 + r1) / 2;
  return (value) => r0 + ((value - d0) / (d1 - d0)) * (r1 - r0);
}

/** Round steps (1, 2, 5 × 10ⁿ) that cover the domain with about `count` ticks. */
export function niceTicks(low: number, high: number, count = 4): number[] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [];
  if (high <= low) return [low];
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // toPrecision takes away what binary fractions add (0.30000000000000004).
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A domain from `low` that ends on a tick at or above the largest value. */
export function niceDomain(low: number, high: number, count = 4): [number, number] {
  const ticks = niceTicks(low, high, count);
  const last = ticks[ticks.length - 1] ?? high;
  if (last >= high) return [low, last === low ? low + 1 : last];
  const step = (ticks[1] ?? high) - (ticks[0] ?? low) || 1;
  return [low, last + step];
}
