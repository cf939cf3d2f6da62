import type { PolicyRecord } from '@refit/client';

export interface Band {
  id: string;
  /** Steps in time with the band's lower and upper edge, as shares of the traffic. */
  points: Array<{ from: number; to: number; low: number; high: number }>;
}

/**
 * Stacks the weights of each policy, in the order of `ids`, into one band per arm. `history` is
 * oldest first; the last policy holds until `end`. Weights are normalised: a policy that names an
 * arm which is not in `ids` any more still fills the whole height.
 */
export function bands(history: readonly PolicyRecord[], ids: readonly string[], end: number): Band[] {
  const found: Band[] = ids.map((id) => ({ id, points: [] }));
  history.forEach((policy, index) => {
    const from = Date.parse(policy.createdAt);
    const next = history[index + 1];
    const to = next ? Date.parse(next.createdAt) : end;
    const total = ids.reduce((sum, id) => sum + (policy.weights[id] ?? 0), 0);
    let low = 0;
    for (const band of found) {
      const high = low + (total > 0 ? (policy.weights[band.id] ?? 0) / total : 0);
      band.points.push({ from, to, low, high });
      low = high;
    }
  });
  return found;
}

export interface Change {
  /** The newest policy of a run that moved for the same reason. */
  latest: PolicyRecord;
  count: number;
}

/** Newest first, runs of one reason as one: fifty lines of "a new rating" tell less than one with its count. */
export function changesOf(history: readonly PolicyRecord[]): Change[] {
  const changes: Change[] = [];
  for (const policy of [...history].reverse()) {
    const open = changes[changes.length - 1];
    if (open && open.latest.reason === policy.reason) open.count += 1;
    else changes.push({ latest: policy, count: 1 });
  }
  return changes;
}
