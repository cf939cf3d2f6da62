/** Empty text means "the engine's own values". Throws with the reason where it is not an object of numbers. */
export function parseParameters(text: string): Record<string, number> | undefined {
  if (!text.trim()) return undefined;
  const parsed: unknown = JSON.parse(text);
  if (!parsed || typeof parsed !== 'object' || Array.isArray(parsed)) throw new Error('Parameters must be an object: {"name": number}');
  for (const [name, value] of Object.entries(parsed)) {
    if (typeof value !== 'number') throw new Error(`Parameter ${name} must be a number`);
  }
  return parsed as Record<string, number>;
}
