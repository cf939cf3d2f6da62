import { after, before } from 'node:test';
import { launch } from './browser.mjs';
import { startServer } from './server.mjs';

const kStepMs = 10_000;

/**
 * One browser and one server for a file of tests; `ready` fills the server first. `open` gives a fresh visitor's page, which fails the
 * test that opened it if a script failed or anything but the server was asked for something.
 */
export function fixture({ ready, ...options } = {}) {
  const shared = { browser: undefined, server: undefined };
  before(async () => {
    shared.server = await startServer(options);
    shared.browser = await launch();
    await ready?.(call);
  }, { timeout: 60_000 });
  after(async () => {
    await shared.browser?.close();
    await shared.server?.stop();
  }, { timeout: 30_000 });

  async function open(address, contextOptions = {}) {
    const { browser, server } = shared;
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-US', ...contextOptions });
    const page = await context.newPage();
    page.setDefaultTimeout(kStepMs);
    const problems = [];
    page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (!['data:', 'blob:'].includes(protocol) && origin !== server.baseUrl) problems.push(`asked ${request.url()}`);
    });
    await page.goto(new URL(address, `${server.baseUrl}/`).href);
    return { page, context, problems };
  }

  /** A JSON call to the server, past the browser. */
  async function call(method, path, body, headers = {}) {
    const response = await fetch(`${shared.server.baseUrl}${path}`, {
      method, headers: { 'Content-Type': 'application/json', ...headers }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json().catch(() => null) };
  }

  return { shared, open, call };
}

export const kDesign = {
  version: '5.3.0',
  objects: [
    { type: 'rect', version: '5.3.0', name: 'clip', left: 0, top: 0, width: 600, height: 600, fill: 'white', strokeWidth: 0, selectable: false },
    { type: 'textbox', version: '5.3.0', name: 'title', left: 40, top: 40, width: 520, height: 90.4, fontSize: 80, fontFamily: 'Arial', text: 'Open day', strokeWidth: 0 },
    { type: 'rect', version: '5.3.0', name: 'button', left: 40, top: 460, width: 200, height: 80, fill: '#3d55d9', strokeWidth: 0 },
  ],
};

/** Waits until `check` is true; answers its last value either way. */
export async function until(check, ms = 10_000) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await check();
    if (value || Date.now() > end) return value;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
}
