// The whole loop as a person walks it: resize, rate, correct, undo, and the session in the dashboard.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixture, until } from '../support/fixture.mjs';

const { shared, open, call } = fixture({ full: false });

async function resized(address = './demo') {
  const opened = await open(address);
  const { page } = opened;
  await page.getByRole('button', { name: /Portrait post/ }).click();
  const reply = page.waitForResponse((response) => response.url().endsWith('/api/ai/resize'));
  await page.getByRole('button', { name: 'AI Resize' }).click();
  const result = await (await reply).json();
  await page.getByTestId('variant').waitFor();
  return { ...opened, result };
}

test('a resize shows the new page, who served it and how likely that was', { timeout: 60_000 }, async () => {
  const { page, result, problems } = await resized();
  assert.equal(result.success, true);
  assert.match(await page.getByTestId('variant').textContent(), new RegExp(`^${result.variantId}, version ${result.variantVersion}$`));
  assert.match(await page.locator('.served').textContent(), /%/);
  assert.match(await page.locator('.board-foot').textContent(), /1080 × 1350/);
  const box = await page.locator('.lower-canvas').boundingBox();
  assert.ok(Math.abs(box.width / box.height - 1080 / 1350) < 0.01, `shown ${box.width} x ${box.height}`);
  const ids = result.canvas.objects.map((object) => object.id);
  assert.ok(ids.includes('headline') && ids.includes('logo'), 'ids and names survive the resize');
  assert.deepEqual(problems, []);
});

test('stars, thumbs and words reach the session', { timeout: 60_000 }, async () => {
  const { page, result, problems } = await resized();
  await page.getByText('4 stars').locator('..').click();
  await page.getByRole('button', { name: 'Helpful', exact: true }).click();
  await page.getByRole('textbox', { name: /better/ }).fill('A little more air at the top');
  await page.getByRole('button', { name: 'Send feedback' }).click();
  await page.getByText('Thank you').waitFor();
  const { body } = await call('GET', `/v1/sessions/${result.sessionId}`);
  assert.equal(body.userRating, 4);
  assert.equal(body.helpful, true);
  assert.equal(body.feedbackText, 'A little more air at the top');
  assert.deepEqual(problems, []);
});

test('a drag after the resize becomes a correction, and the dashboard shows it', { timeout: 60_000 }, async () => {
  const { page, result, problems } = await resized();
  const title = result.canvas.objects.find((object) => object.id === 'headline');
  const box = await page.locator('.upper-canvas').boundingBox();
  const zoom = box.width / 1080;
  const x = box.x + (title.left + 12 * (title.scaleX ?? 1)) * zoom;
  const y = box.y + (title.top + 0.6 * title.fontSize * (title.scaleY ?? 1)) * zoom;
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 30, y - 24, { steps: 6 });
  await page.mouse.up();
  await page.getByText(/1 object corrected, saved/).waitFor();
  const { body } = await call('GET', `/v1/sessions/${result.sessionId}`);
  const [moved] = body.manualCorrections.objects;
  assert.equal(moved.id, 'headline');
  assert.ok(Math.abs(moved.after.left - moved.before.left - 30 / zoom) < 2 / zoom);
  assert.ok(Math.abs(moved.after.top - moved.before.top + 24 / zoom) < 2 / zoom);
  assert.equal(body.manualCorrections.canvas.objects[0].name, 'clip', 'the whole canvas goes along, names kept');
  assert.ok(body.correctionSize > 0 && body.correctionSize < 0.3, `one object moved a little: size ${body.correctionSize}`);
  await page.getByRole('link', { name: 'Open session' }).click();
  await page.getByRole('row', { name: /headline moved/ }).waitFor();
  const pictures = page.locator('.picture img');
  await until(async () => (await pictures.count()) === 3);
  for (const picture of await pictures.all()) {
    assert.ok(await until(() => picture.evaluate((image) => image.complete && image.naturalWidth > 0)), 'each picture loads');
  }
  assert.deepEqual(problems, []);
});

test('the keyboard alone can correct', { timeout: 60_000 }, async () => {
  const { page, result } = await resized();
  await page.getByRole('application').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+ArrowDown');
  await page.getByText(/1 object corrected, saved/).waitFor();
  const { body } = await call('GET', `/v1/sessions/${result.sessionId}`);
  const [moved] = body.manualCorrections.objects;
  assert.ok(Math.abs(moved.after.top - moved.before.top - 10) < 0.01);
});

test('undo brings the design back and tells the server', { timeout: 60_000 }, async () => {
  const { page, result } = await resized();
  await page.getByRole('button', { name: 'Undo resize' }).click();
  await page.getByText('Pick a size and press AI Resize').waitFor();
  assert.match(await page.locator('.board-foot').textContent(), /900 × 900/);
  const undone = await until(async () => (await call('GET', `/v1/sessions/${result.sessionId}`)).body.undone);
  assert.equal(undone, true);
});

test('the same visitor gets the same variant again', { timeout: 60_000 }, async () => {
  const { page, result } = await resized();
  const reply = page.waitForResponse((response) => response.url().endsWith('/api/ai/resize'));
  await page.getByRole('button', { name: /Link card/ }).click();
  await page.getByRole('button', { name: 'AI Resize' }).click();
  const again = await (await reply).json();
  assert.equal(again.variantId, result.variantId);
  assert.notEqual(again.sessionId, result.sessionId);
});

test('a server that says no is shown in words, and the editor stays usable', { timeout: 60_000 }, async () => {
  const { page } = await open('./demo');
  await page.route('**/api/ai/resize', (route) => route.fulfill({ status: 422, contentType: 'application/problem+json', body: '{"error":"the page has no objects"}' }));
  await page.getByRole('button', { name: 'AI Resize' }).click();
  await page.getByRole('alert').getByText('the page has no objects').waitFor();
  await page.unroute('**/api/ai/resize');
  await page.getByRole('button', { name: 'AI Resize' }).click();
  await page.getByTestId('variant').waitFor();
  assert.ok(shared.server);
});
