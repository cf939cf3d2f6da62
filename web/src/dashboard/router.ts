// Addresses after '#': they work under any path prefix and need nothing of the server.

export const pages = ['overview', 'experiment', 'sessions', 'learning', 'scheduler', 'settings'] as const;
export type PageName = (typeof pages)[number];

export interface Route {
  page: PageName;
  /** The session shown, on the sessions page. */
  id?: string;
  query: Record<string, string>;
}

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?');
  const [name = '', id] = path.split('/');
  const page = pages.find((known) => known === name) ?? 'overview';
  const query = Object.fromEntries(new URLSearchParams(search));
  return id ? { page, id: decode(id), query } : { page, query };
}

export function hrefOf(page: PageName, id?: string, query: Record<string, string> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `#/${page}${id ? `/${encodeURIComponent(id)}` : ''}${search ? `?${search}` : ''}`;
}

/** A half-typed escape in an address is shown as typed instead of failing the page. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
