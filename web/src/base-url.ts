/** Where the server is, seen from this page: '' at the root, '/refit' behind a proxy's prefix. */
export const baseUrl = new URL('.', window.location.href).pathname.replace(/\/+$/, '');
