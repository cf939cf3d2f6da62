import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configure, fillPrompt, trainingScheduler } from '../dist/index.js';
import { withServer } from './server.mjs';

const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

function scheduler(body) {
  return withServer((call) => (call.url === '/v1/scheduler' ? { body: { running: true, tasks: [] } } : { body: {} }), async (server) => {
    configure({ baseUrl: server.baseUrl, adminKey: 'k' });
    await body(server);
    await trainingScheduler.stopScheduler();
  });
}

test('a registered task runs between start and stop, and not outside', () => scheduler(async () => {
  let runs = 0;
  trainingScheduler.registerTask({ id: 'local', name: 'Local', interval: 20, task: () => { runs += 1; } });
  await wait(50);
  assert.equal(runs, 0);
  await trainingScheduler.startScheduler();
  for (let i = 0; i < 300 && runs < 2; i += 1) await wait(10);
  assert.ok(runs >= 2, `${runs} runs`);
  await trainingScheduler.stopScheduler();
  const before = runs;
  await wait(60);
  assert.equal(runs, before);
}));

test('an interval beyond the timer limit does not fire at once', () => scheduler(async () => {
  let runs = 0;
  trainingScheduler.registerTask({ id: 'monthly', name: 'Monthly', interval: 30 * 86_400_000, task: () => { runs += 1; } });
  await trainingScheduler.startScheduler();
  trainingScheduler.enableTask('monthly');
  await trainingScheduler.enableTask('monthly');
  await wait(40);
  assert.equal(runs, 0);
  const [task] = (await trainingScheduler.getTaskStatus()).filter((entry) => entry.id === 'monthly');
  assert.ok(Date.parse(task.nextRun) - Date.now() > 29 * 86_400_000);
}));

test('running a local task now sets its last run and calls no server', () => scheduler(async (server) => {
  trainingScheduler.registerTask({ id: 'here', name: 'Here', interval: 1000, enabled: false, task: async () => { await wait(1); } });
  await trainingScheduler.runTaskNow('here');
  const task = (await trainingScheduler.getTaskStatus()).find((entry) => entry.id === 'here');
  assert.equal(task.lastOutcome, 'ok');
  assert.ok(task.lastRun);
  assert.ok(!server.seen.some((call) => call.url.includes('/tasks/')));
}));

test('a failing local task says so and throws to who awaits it', () => scheduler(async () => {
  trainingScheduler.registerTask({ id: 'bad', name: 'Bad', interval: 1000, task: () => { throw new Error('no luck'); } });
  await assert.rejects(Promise.resolve(trainingScheduler.runTaskNow('bad')), /no luck/);
  const task = trainingScheduler.getTaskStatus().find((entry) => entry.id === 'bad');
  assert.equal(task.lastOutcome, 'failed: no luck');
}));

test('an interval that is not above zero is refused', () => {
  assert.throws(() => trainingScheduler.registerTask({ id: 'x', name: 'X', interval: 0, task: () => {} }), RangeError);
});

test("a person's $ and braces stay literal in a prompt", () => {
  const values = { currentWidth: 900, currentHeight: 900, newWidth: 1080, newHeight: 1920, objectsData: [{ text: "$' {newWidth} $&" }] };
  assert.equal(fillPrompt('{newWidth}x{newHeight} {aspectRatio} {other} {objectsData}', values), '1080x1920 0.56 {other} [{"text":"$\' {newWidth} $&"}]');
});
