import type { Comparison, ExperimentResults } from '@refit/client';

export interface Headline {
  text: string;
  /** The best confidence among the comparisons; null when there are none. */
  confidence: number | null;
}

/** The one sentence for the top of the page: the surest comparison's verdict. */
export function headline(results: ExperimentResults): Headline {
  const [surest] = [...results.comparisons].sort((x, y) => y.alwaysValid.confidence - x.alwaysValid.confidence);
  if (!surest) return { text: 'One variant is running: there is nothing to compare it with yet.', confidence: null };
  return { text: sentence(surest), confidence: surest.alwaysValid.confidence };
}

/** The server's verdict, with what is still missing where it is undecided. */
export function sentence(comparison: Comparison): string {
  const said = comparison.verdict.trim();
  if (comparison.alwaysValid.significant || comparison.needed === null || /\bmore\b/.test(said)) return said;
  return `${said.replace(/\.$/, '')}: about ${comparison.needed} more ratings needed.`;
}
