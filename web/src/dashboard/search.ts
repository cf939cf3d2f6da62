import type { SearchPoint } from '@refit/client';

/** The highest belief up to each point, of those that were rated; null before the first. */
export function bestSoFar(points: readonly Pick<SearchPoint, 'expected' | 'outcomes'>[]): Array<number | null> {
  let best: number | null = null;
  return points.map((p) => {
    if (p.outcomes > 0 && (best === null || p.expected > best)) best = p.expected;
    return best;
  });
}
