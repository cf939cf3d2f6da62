// The dashboard's pages: figures, live updates, and what an admin can do.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixture, kDesign, until } from '../support/fixture.mjs';

const { shared, open, call } = fixture({ full: false });

const resize = (userId) => call('POST', '/api/ai/resize', { canvas: kDesign, targetDimensions: { width: 1200, height: 628 }, userId });

const isOutside = Boolean(process.env.BASE_URL);
const number = async (page, label) => {
  const tile = page.locator('.refit-tile', { hasText: label }).first();
  return Number((await tile.locator('.refit-tile-value').textContent()).replace(/[^\d.]/g, ''));
};

async function useKey(page) {
  await page.goto(`${shared.server.baseUrl}/#/settings`);
  await page.getByRole('textbox', { name: 'Admin key' }).or(page.locator('input[type=password]')).first().fill(shared.server.adminKey);
  await page.getByRole('button', { name: 'Use key' }).click();
  await page.getByText('set', { exact: true }).waitFor();
}

test('a new server says how to begin', { timeout: 60_000, skip: isOutside }, async () => {
  const { page, problems } = await open('./');
  await page.getByText('No sessions yet').waitFor();
  await page.getByRole('link', { name: 'Try the demo editor' }).waitFor();
  for (const name of ['experiment', 'sessions', 'learning', 'scheduler', 'settings']) {
    await page.goto(`${shared.server.baseUrl}/#/${name}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await until(async () => (await page.locator('.skeleton').count()) === 0);
    assert.equal(await page.getByRole('alert').count(), 0, `${name} loads`);
  }
  assert.deepEqual(problems, []);
});

test('figures change by themselves when a session and its rating arrive', { timeout: 60_000 }, async () => {
  await resize('live-0');
  const { page, problems } = await open('./');
  await page.getByText('Live', { exact: true }).waitFor();
  await page.locator('.refit-tile').first().waitFor();
  const before = await number(page, 'Sessions');
  const { body } = await resize('live-1');
  assert.ok(await until(async () => (await number(page, 'Sessions')) === before + 1), 'the session is counted');
  await call('POST', '/api/ai/resize-feedback', { sessionId: body.sessionId, rating: 5, helpful: true }, { 'X-User-Id': 'live-1' });
  await page.getByLabel('5 of 5 stars').first().waitFor();
  assert.deepEqual(problems, []);
});

test('sessions are listed, filtered and opened', { timeout: 60_000 }, async () => {
  const { body } = await resize('list-1');
  await call('POST', '/api/ai/resize-feedback', { sessionId: body.sessionId, rating: 2, helpful: false, feedbackText: 'too small' }, { 'X-User-Id': 'list-1' });
  const { page, problems } = await open('./#/sessions');
  await page.getByRole('cell', { name: 'list-1' }).waitFor();
  await page.getByLabel('Rated').selectOption('false');
  assert.ok(await until(async () => (await page.getByRole('cell', { name: 'list-1' }).count()) === 0));
  await page.getByLabel('Rated').selectOption('true');
  await page.getByRole('row', { name: /list-1/ }).getByRole('link').click();
  await page.getByText('too small').waitFor();
  await page.getByText('not helpful').waitFor();
  assert.match(page.url(), new RegExp(body.sessionId));
  assert.deepEqual(problems, []);
});

test('an unknown session is said to be unknown', { timeout: 60_000 }, async () => {
  const { page } = await open('./#/sessions/does-not-exist');
  await page.getByRole('alert').waitFor();
});

test('an admin action asks for the key, refuses a wrong one and keeps a right one in the tab only', { timeout: 60_000 }, async () => {
  const { page, problems } = await open('./#/experiment');
  await page.getByRole('button', { name: 'Optimise weights' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Key').fill('wrong');
  await dialog.getByRole('button', { name: 'Use this key' }).click();
  await dialog.getByText('did not accept').waitFor();
  await dialog.getByLabel('Key').fill(shared.server.adminKey);
  await dialog.getByRole('button', { name: 'Use this key' }).click();
  await page.getByText('Weights optimised').waitFor();
  const kept = await page.evaluate(() => ({ session: JSON.stringify({ ...sessionStorage }), local: JSON.stringify({ ...localStorage }), cookie: document.cookie }));
  assert.ok(kept.session.includes(shared.server.adminKey));
  assert.ok(!kept.local.includes(shared.server.adminKey) && !kept.cookie.includes(shared.server.adminKey));
  assert.deepEqual(problems, []);
});

test('a variant is added, changed and turned off, each with a reason in the history', { timeout: 60_000 }, async () => {
  const { page, problems } = await open('./');
  await useKey(page);
  await page.goto(`${shared.server.baseUrl}/#/experiment`);
  const id = `b-${Date.now().toString(36)}`;
  await page.getByRole('button', { name: 'Add variant' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Browser variant');
  await dialog.getByLabel('Id', { exact: true }).fill(id);
  await dialog.getByLabel('Traffic, %').fill('20');
  await dialog.getByLabel('Instructions').fill('Fit {currentWidth} into {newWidth}.');
  await dialog.getByRole('button', { name: 'Add variant' }).click();
  const row = page.getByRole('row', { name: new RegExp(id) });
  await row.waitFor();
  await row.getByRole('button', { name: 'Edit' }).click();
  await dialog.getByLabel('Instructions').fill('Fit {currentWidth} into {newWidth}, calmly.');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await row.getByText('version 2').waitFor();
  await row.getByRole('button', { name: 'Turn off' }).click();
  await row.getByRole('button', { name: 'Turn on' }).waitFor();
  const { body } = await call('GET', '/v1/variants');
  const variant = body.data.find((entry) => entry.id === id);
  assert.equal(variant.active, false);
  assert.equal(variant.version, 2);
  assert.ok((await page.locator('.reasons li').count()) > 0);
  assert.deepEqual(problems, []);
});

test('the weights are chosen: fixed, automatic, or automatic per canvas', { timeout: 60_000 }, async () => {
  const { page, problems } = await open('./');
  await useKey(page);
  await page.goto(`${shared.server.baseUrl}/#/experiment`);
  const choice = page.getByRole('combobox', { name: /^Weights/ });
  for (const [allocation, said] of [['contextual', 'Weights follow the ratings of similar canvases'], ['fixed', 'Weights stay as they are now'], ['thompson', 'Weights follow the ratings']]) {
    await choice.selectOption(allocation);
    await page.getByText(said, { exact: true }).first().waitFor();
    assert.equal((await call('GET', '/v1/experiments/default/results')).body.experiment.allocation, allocation);
  }
  assert.deepEqual(problems, []);
});

test('the scheduler is started and stopped, its tasks enabled, run and disabled', { timeout: 60_000 }, async () => {
  const { page, problems } = await open('./');
  await useKey(page);
  await page.goto(`${shared.server.baseUrl}/#/scheduler`);
  const start = page.getByRole('button', { name: 'Start', exact: true });
  const stop = page.getByRole('button', { name: 'Stop', exact: true });
  await start.or(stop).first().waitFor();
  if (await stop.count()) await stop.click();
  await start.click();
  await stop.waitFor();
  const row = page.getByRole('row', { name: /model-retraining/ });
  await row.getByRole('button', { name: 'Enable' }).click();
  await row.getByText('enabled', { exact: true }).waitFor();
  const status = (await call('GET', '/v1/scheduler')).body;
  const task = status.tasks.find((entry) => entry.id === 'model-retraining');
  assert.equal(status.running, true);
  assert.equal(task.enabled, true);
  assert.ok(task.interval > 2 ** 31 - 1, 'a month, in milliseconds');
  await row.getByRole('button', { name: 'Disable' }).click();
  await row.getByText('disabled', { exact: true }).waitFor();
  const analysis = page.getByRole('row', { name: /performance-analysis/ });
  await analysis.getByRole('button', { name: 'Run now' }).click();
  await analysis.getByText(/just now|seconds? ago/).first().waitFor();
  await stop.click();
  await start.waitFor();
  assert.deepEqual(problems, []);
});

test('retraining from the page says what came of it', { timeout: 60_000 }, async () => {
  const { page, problems } = await open('./');
  await useKey(page);
  await page.goto(`${shared.server.baseUrl}/#/learning`);
  await page.getByRole('button', { name: 'Retrain now' }).click();
  await page.getByText('Retraining finished').waitFor();
  await page.locator('.retrain + [role=status]').waitFor();
  assert.deepEqual(problems, []);
});

test('the weekly report is written from the page, shown and saved, and a week has one', { timeout: 60_000 }, async () => {
  const { page, problems } = await open('./');
  await useKey(page);
  await page.goto(`${shared.server.baseUrl}/#/learning`);
  for (let i = 0; i < 2; i += 1) {
    await page.getByRole('button', { name: 'Write the report now' }).click();
    await page.getByText('Report written').first().waitFor();
  }
  const weekly = (await call('GET', '/v1/reports')).body.data.filter((r) => r.kind === 'performance-analysis');
  assert.equal(new Set(weekly.map((r) => r.period)).size, weekly.length);
  const report = page.getByRole('article', { name: /^Week of / });
  for (const name of ['Rating trend', 'Patterns and findings', 'Data quality']) await report.getByRole('heading', { name }).waitFor();
  const saved = page.waitForEvent('download');
  await report.getByRole('button', { name: 'Save as Markdown' }).click();
  assert.match((await saved).suggestedFilename(), /^report-\d{4}-\d\d-\d\d\.md$/);
  assert.deepEqual(problems, []);
});

test('an alert is added, fires where everybody sees it, and is removed', { timeout: 60_000, skip: isOutside }, async () => {
  for (let i = 0; i < 20; i += 1) {
    const made = (await resize(`alert-${i}`)).body;
    await call('POST', '/api/ai/resize-feedback', { sessionId: made.sessionId, rating: 1 });
  }
  const { page, problems } = await open('./');
  await useKey(page);
  const form = page.getByRole('form', { name: 'New alert' });
  await form.getByLabel('Line, %').fill('99.5');
  await form.getByRole('button', { name: 'Add alert' }).click();
  const row = page.getByRole('row', { name: /successRate-below/ });
  await row.getByText('Success rate below 99.5 % over 7 days').waitFor();
  await page.getByRole('button', { name: 'Check now' }).click();
  await row.getByText('fires', { exact: true }).waitFor();
  await page.goto(`${shared.server.baseUrl}/#/overview`);
  await page.getByRole('alert', { name: 'Alerts' }).getByText(/successRate-below: success rate .* is below 99.5/).waitFor();
  await page.getByRole('link', { name: 'Alerts' }).click();
  await row.getByRole('button', { name: 'Switch off' }).click();
  await row.getByText('off', { exact: true }).waitFor();
  await row.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('No alerts').waitFor();
  assert.deepEqual(problems, []);
});

test('a model shows what it is worth and where it comes from, and an older one is let serve again', { timeout: 120_000, skip: isOutside }, async () => {
  for (let i = 0; i < 60; i += 1) {
    const made = (await resize(`rater-${i}`)).body;
    await call('POST', '/api/ai/resize-feedback', { sessionId: made.sessionId, rating: 3 + (i % 3) });
  }
  const asAdmin = { Authorization: `Bearer ${shared.server.adminKey}` };
  for (let i = 0; i < 2; i += 1) assert.equal((await call('POST', '/v1/retrain', {}, asAdmin)).status, 200);
  const { page, problems } = await open('./');
  await useKey(page);
  await page.goto(`${shared.server.baseUrl}/#/learning`);
  const models = async () => (await call('GET', '/v1/models')).body.data;
  const other = (await models()).find((model) => model.status !== 'serving');
  const item = page.locator('.model', { has: page.locator('strong', { hasText: new RegExp(`^Version ${other.version}$`) }) });
  await item.getByText('90 % interval covers').waitFor();
  await item.getByText('How it was made').click();
  await item.getByText('Hash of the data').waitFor();
  await item.getByRole('button', { name: `Let it serve (version ${other.version})` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('looked better');
  await dialog.getByRole('button', { name: 'Roll back' }).click();
  await item.getByText('serving', { exact: true }).waitFor();
  await item.getByText('looked better').waitFor();
  const serving = (await models()).filter((model) => model.status === 'serving');
  assert.deepEqual(serving.map((model) => model.version), [other.version]);
  assert.deepEqual(problems, []);
});
