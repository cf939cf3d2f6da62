import type { PromptParameters } from './types.js';

/** Fills `{currentWidth}` and its kin. Unknown braces and every `$` of a person's text stay as they are. */
export function fillPrompt(template: string, values: PromptParameters): string {
  const all: Record<string, unknown> = {
    aspectRatio: values.newHeight > 0 ? (values.newWidth / values.newHeight).toFixed(2) : '',
    ...values,
  };
  // One pass with a function: filled-in text is never scanned again, and `$&` means nothing.
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = all[name];
    if (value === undefined || value === null) return whole;
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  });
}
