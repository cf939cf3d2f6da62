// The document's HTTP examples and its two tables, against a running server.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../../browser/support/server.mjs';
import { block } from '../blocks/index.mjs';
import { call, kCanvas, usage } from '../support.mjs';

let server;
const admin = () => ({ Authorization: `Bearer ${server.adminKey}` });
before(async () => {
  server = await startServer({ full: false });
  await usage(server);
}, { timeout: 60_000 });
after(() => server?.stop(), { timeout: 30_000 });

test('Manual Retraining: trains, with the admin key in the body', { timeout: 60_000 }, async () => {
  const { method, path, body } = block('Manual Retraining:');
  const wrong = await call(server, method, path, { ...body, adminKey: 'secret-but-wrong' });
  assert.equal(wrong.status, 401);
  assert.equal(typeof wrong.body.error, 'string');
  const right = await call(server, method, path, { ...body, adminKey: server.adminKey });
  assert.equal(right.status, 200, JSON.stringify(right.body));
  assert.equal(right.body.success, true);
  const { metrics, patterns } = right.body;
  for (const name of ['totalSessions', 'trainingPoints', 'validatedPoints', 'avgQualityScore', 'highQualityCount', 'lowQualityCount', 'improvementRate']) {
    assert.ok(name in metrics, `metrics.${name}`);
  }
  assert.ok(patterns.successful && patterns.problematic);
  assert.equal(typeof right.body.improvedPrompts, 'string');
  assert.ok(Array.isArray(right.body.recommendations));
});

test('Analytics Data: answers the figures', { timeout: 30_000 }, async () => {
  const { method, path } = block('Analytics Data:');
  const { status, body } = await call(server, method, path);
  assert.equal(status, 200);
  assert.ok(body.overview.totalSessions >= 24);
  assert.ok(body.overview.ratedSessions >= 24);
  assert.ok(body.overview.avgRating >= 1 && body.overview.avgRating <= 5);
  assert.ok(Number.isInteger(body.overview.feedbackRate));
  assert.ok(body.recentActivity.length > 0);
  const today = new Date().toISOString().slice(0, 10);
  assert.ok(body.trends.dailyCount[today] >= 24);
});

test('Session Tracking: a session is made, corrected and rated', { timeout: 30_000 }, async () => {
  const { method, path } = block('Session Tracking:');
  const made = await call(server, method, path, { originalCanvas: kCanvas, targetDimensions: { width: 1080, height: 1080 }, aiResult: kCanvas, processingTime: 1200, variantId: 'enhanced' });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  const { id } = made.body.data;
  assert.ok(id);
  const corrected = await call(server, 'PATCH', `/api/ai/resize-session/${id}`, { manualCorrections: { objects: [] } });
  assert.equal(corrected.status, 200, JSON.stringify(corrected.body));
  const rated = await call(server, 'POST', '/api/ai/resize-feedback', { sessionId: id, rating: 5, feedbackText: 'just right', helpful: true });
  assert.equal(rated.status, 200, JSON.stringify(rated.body));
  const session = await call(server, 'GET', `/v1/sessions/${id}`);
  assert.equal(session.body.userRating, 5);
  const refused = await call(server, 'POST', '/api/ai/resize-feedback', { sessionId: id, rating: 0, helpful: true });
  assert.equal(refused.status, 400);
  const unknown = await call(server, 'POST', '/api/ai/resize-feedback', { sessionId: 'nobody', rating: 3, helpful: true });
  assert.equal(unknown.status, 404);
});

test('Resize Sessions: every field of the table is there', { timeout: 30_000 }, async () => {
  const made = await call(server, 'POST', '/api/ai/resize-session', { originalCanvas: kCanvas, targetDimensions: { width: 1080, height: 1080 }, processingTime: 5 });
  const row = made.body.data;
  for (const field of block('Resize Sessions:').fields) assert.ok(field in row, field);
});

test('Training Data: every field of the table is there', { timeout: 30_000 }, async () => {
  const { status, body } = await call(server, 'GET', '/v1/training-data?limit=100', undefined, admin());
  assert.equal(status, 200);
  assert.ok(body.data.length > 0);
  for (const field of block('Training Data:').fields) assert.ok(field in body.data[0], field);
});

test('External ML Integration: the data is a matrix and a column, which any library can fit', { timeout: 30_000 }, async () => {
  const { body } = await call(server, 'GET', '/v1/training-data?limit=200', undefined, admin());
  const rows = body.data.map((row) => (typeof row.inputFeatures === 'string' ? JSON.parse(row.inputFeatures) : row.inputFeatures));
  const matrix = rows.map((row) => (Array.isArray(row) ? row : Object.values(row)));
  const scores = body.data.map((row) => row.qualityScore);
  assert.ok(matrix.length >= 20);
  for (const row of matrix) {
    assert.equal(row.length, matrix[0].length, 'one length');
    assert.ok(row.every((value) => Number.isFinite(value)), 'numbers only');
  }
  assert.ok(scores.every((score) => score >= 0 && score <= 1));
  // One dense unit, as tf.sequential would have it: a few steps must not make the error worse.
  const scale = matrix[0].map((_, j) => Math.max(1e-9, ...matrix.map((row) => Math.abs(row[j]))));
  const weights = matrix[0].map(() => 0);
  let bias = 0;
  const errors = () => matrix.map((row, i) => bias + row.reduce((sum, value, j) => sum + (weights[j] * value) / scale[j], 0) - scores[i]);
  const loss = (e) => e.reduce((sum, value) => sum + value * value, 0) / e.length;
  const first = loss(errors());
  for (let step = 0; step < 200; step += 1) {
    const e = errors();
    const rate = 0.5 / (1 + weights.length);
    weights.forEach((_, j) => { weights[j] -= rate * e.reduce((sum, value, i) => sum + (value * matrix[i][j]) / scale[j], 0) / e.length; });
    bias -= rate * e.reduce((sum, value) => sum + value, 0) / e.length;
  }
  assert.ok(loss(errors()) < first);
});
