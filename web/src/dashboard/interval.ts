const kUnits: Array<[string, number]> = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000], ['second', 1000]];

/** 86 400 000 -> "every day"; 2 592 000 000 -> "every 30 days". */
export function everyText(ms: number): string {
  const [unit, size] = kUnits.find(([, length]) => ms >= length) ?? ['second', 1000];
  const count = Math.round((ms / size) * 10) / 10;
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
}
