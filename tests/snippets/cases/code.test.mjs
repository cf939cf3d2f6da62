// The document's TypeScript, typed into a program of its own.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../../browser/support/server.mjs';
import { block } from '../blocks/index.mjs';
import { call, runInNode, usage } from '../support.mjs';

let server;
before(async () => {
  server = await startServer({ full: false });
  await usage(server);
}, { timeout: 60_000 });
after(() => server?.stop(), { timeout: 30_000 });

async function ran(heading) {
  const result = await runInNode(block(heading).code, server);
  assert.equal(result.code, 0, result.err);
  assert.equal(result.err, '', 'no call failed unheard');
  return result.out;
}

test('Adding New Variants: the variant is there with the traffic it asked for', { timeout: 30_000 }, async () => {
  await ran('Adding New Variants:');
  const { body } = await call(server, 'GET', '/v1/experiments/default/performance');
  const added = body.data.find((variant) => variant.id === 'advanced-v2');
  assert.equal(added.name, 'Advanced Prompt v2');
  assert.equal(added.active, true);
  assert.ok(Math.abs(added.weight - 25) < 0.5, `${added.weight} %`);
  const sum = body.data.filter((variant) => variant.active).reduce((total, variant) => total + variant.weight, 0);
  assert.ok(Math.abs(sum - 100) < 0.5, `the weights sum to ${sum}`);
});

test('Performance Tracking: usable at once, fresh when awaited', { timeout: 30_000 }, async () => {
  const [atOnce, awaited] = (await ran('Performance Tracking:')).trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(atOnce, { rows: 0, significant: false, confidence: 0 });
  assert.ok(awaited.fresh.length >= 2);
  for (const row of awaited.fresh) {
    assert.deepEqual(Object.keys(row.metrics).sort(), ['avgRating', 'successRate', 'totalUses']);
  }
  const score = (row) => row.metrics.avgRating * row.metrics.successRate;
  const scores = awaited.fresh.map(score);
  assert.deepEqual(scores, [...scores].sort((a, b) => b - a), 'best first');
  assert.equal(typeof awaited.test.significant, 'boolean');
  assert.ok(Number.isInteger(awaited.test.confidence) && awaited.test.confidence >= 0 && awaited.test.confidence <= 99);
});

test('Manual Control: the scheduler does as it is told, in order', { timeout: 30_000 }, async () => {
  const tasks = JSON.parse(await ran('Manual Control:'));
  const byId = Object.fromEntries(tasks.map((task) => [task.id, task]));
  for (const id of ['ab-optimization', 'performance-analysis', 'model-retraining']) assert.ok(byId[id], id);
  assert.equal(byId['model-retraining'].enabled, true);
  assert.equal(byId['model-retraining'].interval, 30 * 86_400_000);
  assert.ok(Date.now() - Date.parse(byId['performance-analysis'].lastRun) < 60_000);
  const { body } = await call(server, 'GET', '/v1/scheduler');
  assert.equal(body.running, false);
});

test('Monitoring Commands: both print', { timeout: 30_000 }, async () => {
  // Cold snapshots are empty lists; what counts is that a bare console.log works and fails nothing.
  assert.equal((await ran('Monitoring Commands')).trim(), '[]\n[]');
});
