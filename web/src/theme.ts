// Light, dark, or as the system says. The choice is this browser's and stays in it.

export type Theme = 'system' | 'light' | 'dark';

const kStorageKey = 'refit-theme';

export function readTheme(): Theme {
  try {
    const stored = localStorage.getItem(kStorageKey);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}

export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    localStorage.setItem(kStorageKey, theme);
  } catch {
    // A browser that keeps nothing still shows the choice until the page is left.
  }
}
