const kStorageKey = 'refit-demo-user';

/** A made-up user of this browser, so that the experiment sees the same person again. */
export function demoUser(): string {
  const made = `demo-${Math.random().toString(36).slice(2, 10)}`;
  try {
    const stored = localStorage.getItem(kStorageKey);
    if (stored) return stored;
    localStorage.setItem(kStorageKey, made);
  } catch {
    // Without storage this visit is a user of its own.
  }
  return made;
}
