// What the document puts into a page: the component, and fetch from the console.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from '../../browser/support/browser.mjs';
import { startServer } from '../../browser/support/server.mjs';
import { block } from '../blocks/index.mjs';
import { bundle, call, usage } from '../support.mjs';

let server;
let browser;
before(async () => {
  server = await startServer({ full: false });
  await usage(server, 12);
  browser = await launch();
}, { timeout: 60_000 });
after(async () => {
  await browser?.close();
  await server?.stop();
}, { timeout: 30_000 });

/** An empty page of the server's own origin, as an app that proxies to Refit would have. */
async function blank() {
  const page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  await page.route('**/snippet', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><div id="root"></div>' }));
  await page.goto(`${server.baseUrl}/snippet`);
  return page;
}

test('View Analytics: <TrainingAnalytics /> shows the figures with no props', { timeout: 60_000 }, async () => {
  const page = await blank();
  await page.addScriptTag({ content: await bundle(block('View Analytics:').code, 'browser') });
  const { body } = await call(server, 'GET', '/api/ai/training-analytics');
  await page.getByText('Total sessions').waitFor();
  const tile = page.locator('.refit-tile', { hasText: 'Total sessions' });
  assert.equal(await tile.locator('.refit-tile-value').textContent(), body.overview.totalSessions.toLocaleString('en-US'));
  await page.getByText('Variant performance').waitFor();
  await page.getByText('Recent activity').waitFor();
});

test('Monitoring Commands: fetch from the console retrains', { timeout: 60_000 }, async () => {
  const page = await blank();
  const retrain = (adminKey) => page.evaluate(async (key) => {
    const response = await fetch('/api/ai/retrain-model', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ adminKey: key }),
    });
    return { status: response.status, body: await response.json() };
  }, adminKey);
  assert.equal((await retrain('your-key')).status, 401);
  const trained = await retrain(server.adminKey);
  assert.equal(trained.status, 200, JSON.stringify(trained.body));
  assert.ok(trained.body.success === true || trained.body.sessionsFound === 0);
});
