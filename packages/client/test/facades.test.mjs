import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ABTestingService, configure, startScheduler, stopScheduler, trainingScheduler } from '../dist/index.js';
import { withServer } from './server.mjs';

const kRows = [{ id: 'enhanced', name: 'Enhanced', active: true, weight: 60, metrics: { totalUses: 5, avgRating: 4.2, successRate: 80 } }];
const kTasks = [{ id: 'ab-optimization', name: 'Weights', enabled: true, interval: 86_400_000, lastRun: null, nextRun: null }];

function answers(call) {
  if (call.url.includes('/performance')) return { body: { data: kRows } };
  if (call.url.includes('/significance')) return { body: { significant: true, confidence: 97, eValue: 40, method: 'always-valid' } };
  if (call.url === '/v1/assignments') return { body: { userId: call.body.userId, variantId: 'enhanced', variantVersion: 2, propensity: 0.6, policyVersion: 1, bucketVersion: 1, name: 'Enhanced', prompt: 'p' } };
  if (call.url === '/v1/variants' && call.method === 'GET') return { body: { data: [{ id: 'enhanced', name: 'E', prompt: 'to {newWidth} with {unknown}', weight: 0.6 }] } };
  if (call.url.endsWith('/prompt')) return { body: { prompt: `to ${call.body.newWidth} with {unknown}` } };
  if (call.url === '/v1/scheduler') return { body: { running: true, tasks: kTasks } };
  return { body: {} };
}

let heard = [];
beforeEach(() => { heard = []; });

function facade(body, reply = answers) {
  return withServer(reply, async (server) => {
    configure({ baseUrl: server.baseUrl, adminKey: 'k', attempts: 1, onError: (error) => heard.push(error) });
    await body(server);
  });
}

/** Waits for what is done in the background: until `check` holds, for at most some seconds. */
async function until(check) {
  for (let i = 0; i < 500 && !check(); i += 1) await new Promise((resolve) => { setTimeout(resolve, 10); });
  assert.ok(check());
}

test('a snapshot is the last known value at once and the fresh one when awaited', () => facade(async () => {
  const cold = ABTestingService.getPerformanceComparison();
  assert.deepEqual([...cold], []);
  assert.deepEqual(await cold, kRows);
  const warm = ABTestingService.getPerformanceComparison();
  assert.equal(warm[0].id, 'enhanced');
  assert.equal(JSON.stringify(warm), JSON.stringify(kRows), 'printing shows the value alone');
  await warm;
}));

test('significance destructures at once and when awaited', () => facade(async () => {
  const { significant, confidence } = ABTestingService.calculateSignificance('original', 'enhanced');
  assert.deepEqual({ significant, confidence }, { significant: false, confidence: 0 });
  await until(() => ABTestingService.calculateSignificance('original', 'enhanced').confidence === 97);
  const fresh = await ABTestingService.calculateSignificance('original', 'enhanced');
  assert.equal(fresh.significant, true);
}));

test('changing a snapshot does not change what the next one holds', () => facade(async () => {
  const rows = await ABTestingService.getPerformanceComparison();
  rows[0].name = 'scribbled';
  const again = ABTestingService.getPerformanceComparison();
  assert.equal(again[0].name, 'Enhanced');
  await again;
}));

test('getVariantForUser knows nothing before the server has decided', () => facade(async (server) => {
  const cold = ABTestingService.getVariantForUser('u1');
  assert.equal(cold.known, false);
  const given = await cold;
  assert.deepEqual({ id: given.id, known: given.known, propensity: given.propensity }, { id: 'enhanced', known: true, propensity: 0.6 });
  const warm = ABTestingService.getVariantForUser('u1');
  assert.equal(warm.id, 'enhanced');
  await warm;
  assert.ok(server.seen.every((call) => call.body.userId === 'u1'));
}));

test('changes are sent in the order they are made, and reads come after them', () => facade(async (server) => {
  startScheduler();
  trainingScheduler.enableTask('model-retraining');
  trainingScheduler.runTaskNow('performance-analysis');
  stopScheduler();
  const status = await trainingScheduler.getTaskStatus();
  assert.equal(status[0].id, 'ab-optimization');
  assert.deepEqual(server.seen.map((call) => call.url), [
    '/v1/scheduler/start', '/v1/scheduler/tasks/model-retraining/enable', '/v1/scheduler/tasks/performance-analysis/run', '/v1/scheduler/stop', '/v1/scheduler',
  ]);
  assert.ok(server.seen.slice(0, 4).every((call) => call.headers.authorization === 'Bearer k'));
}));

test('generatePrompt is a string in use, filled here once the text is known', () => facade(async () => {
  const values = { currentWidth: 1, currentHeight: 1, newWidth: 728, newHeight: 90 };
  const cold = ABTestingService.generatePrompt('enhanced', values);
  assert.equal(`${cold}`, '');
  assert.equal(await cold, 'to 728 with {unknown}');
  const warm = ABTestingService.generatePrompt('enhanced', values);
  assert.equal(`${warm}`, 'to 728 with {unknown}');
  assert.equal(JSON.stringify({ warm }), '{"warm":"to 728 with {unknown}"}');
  await warm;
}));

test('addVariant, recordMetrics and deactivateVariant send what they were given', () => facade(async (server) => {
  ABTestingService.addVariant({ id: 'advanced-v2', name: 'Advanced', prompt: 'x', active: true, weight: 25 });
  ABTestingService.recordMetrics('advanced-v2', 5, 1200);
  await ABTestingService.deactivateVariant('advanced-v2');
  assert.deepEqual(server.seen.map((call) => [call.method, call.url]), [['POST', '/v1/variants'], ['POST', '/v1/metrics'], ['POST', '/v1/variants/advanced-v2/deactivate']]);
  assert.equal(server.seen[0].body.weight, 25);
  assert.deepEqual(server.seen[1].body, { variantId: 'advanced-v2', rating: 5, processingTime: 1200 });
}));

test('a failed change that nobody awaits is reported, an awaited one is thrown', () => facade(async () => {
  ABTestingService.autoOptimizeWeights();
  await until(() => heard.length === 1);
  assert.match(String(heard[0]), /wrong key/);
  await assert.rejects(Promise.resolve(ABTestingService.autoOptimizeWeights()), /wrong key/);
  assert.equal(heard.length, 1);
}, () => ({ status: 401, body: { error: 'wrong key' } })));

test('a failed change does not hold up the next', () => facade(async (server) => {
  ABTestingService.deactivateVariant('none');
  await ABTestingService.deactivateVariant('enhanced');
  assert.equal(server.seen.length, 2);
  assert.equal(heard.length, 1);
}, (call) => (call.url.includes('/none/') ? { status: 404, body: { error: 'no such variant' } } : { body: {} })));

test('another server starts with empty caches', async () => {
  await facade(async () => { await ABTestingService.getPerformanceComparison(); });
  await facade(async () => {
    const rows = ABTestingService.getPerformanceComparison();
    assert.deepEqual([...rows], []);
    await rows;
  });
});
