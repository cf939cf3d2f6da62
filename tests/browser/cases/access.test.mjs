// Every page at phone width, in the dark, by keyboard and by the rules of axe.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fixture, kDesign, until } from '../support/fixture.mjs';

let session = '';
const { open } = fixture({
  full: true,
  async ready(call) {
    const { body } = await call('POST', '/api/ai/resize', { canvas: kDesign, targetDimensions: { width: 300, height: 600 }, userId: 'access' });
    session = `./#/sessions/${body.sessionId}`;
  },
});
const kAxe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const kPages = ['./', './#/experiment', './#/sessions', './#/learning', './#/scheduler', './#/settings', './demo'];

const loaded = (page) => until(async () => (await page.locator('h1, h2').count()) > 0 && (await page.locator('.skeleton').count()) === 0);

/** Rules broken on the page as it is now: text without contrast, controls without names, … */
async function brokenRules(page) {
  await page.evaluate(kAxe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }));
  return violations.map((rule) => `${rule.id}: ${rule.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.failureSummary?.split('\n')[1] ?? ''}`).join(' | ')}`);
}

for (const colorScheme of ['light', 'dark']) {
  test(`no page breaks an accessibility rule, ${colorScheme}`, { timeout: 120_000 }, async () => {
    for (const address of [...kPages, session]) {
      const { page, context, problems } = await open(address, { colorScheme });
      await loaded(page);
      assert.deepEqual(await brokenRules(page), [], address);
      assert.deepEqual(problems, [], address);
      await context.close();
    }
  });
}

test('no page is wider than a phone', { timeout: 120_000 }, async () => {
  for (const address of [...kPages, session]) {
    const { page, context } = await open(address, { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    await loaded(page);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `${address} is ${width} px wide`);
    await context.close();
  }
});

test('the pages are reached by keyboard, and the content by the skip link', { timeout: 60_000 }, async () => {
  const { page } = await open('./');
  await loaded(page);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
  await page.getByRole('link', { name: 'Experiment' }).first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Experiment' }).waitFor();
});

test('a chart is read value by value with the arrow keys, and as a table', { timeout: 60_000 }, async () => {
  const { page } = await open('./');
  const chart = page.getByRole('img', { name: /Sessions per day/ });
  await chart.focus();
  await page.keyboard.press('ArrowLeft');
  const tip = page.locator('.refit-tip');
  await tip.waitFor();
  const first = await tip.textContent();
  await page.keyboard.press('ArrowLeft');
  assert.notEqual(await tip.textContent(), first);
  await page.getByText('Show as table').first().click();
  assert.equal(await page.getByRole('table', { name: 'Sessions per day' }).getByRole('rowheader').count() >= 7, true);
});

test('the colours follow the choice and outlive a reload', { timeout: 60_000 }, async () => {
  const { page } = await open('./', { colorScheme: 'light' });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole('button', { name: /Colours/ }).click();
  await page.getByRole('button', { name: /Colours: light/ }).click();
  assert.notEqual(await ground(), light);
  await page.reload();
  assert.notEqual(await ground(), light);
});
