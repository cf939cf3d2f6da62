import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConnectionError, ProblemError, RefitClient, retryDelayMs } from '../dist/index.js';
import { withServer } from './server.mjs';

test('a POST keeps one Idempotency-Key over its retries', async () => {
  await withServer((call, n) => (n < 3 ? { status: 502 } : { body: { sessionId: 's1' } }), async (server) => {
    const client = new RefitClient({ baseUrl: server.baseUrl });
    const result = await client.resize({ canvas: {}, targetDimensions: { width: 1, height: 1 } });
    assert.equal(result.sessionId, 's1');
    assert.equal(server.seen.length, 3);
    const keys = new Set(server.seen.map((call) => call.headers['idempotency-key']));
    assert.equal(keys.size, 1);
    assert.match([...keys][0], /\S{8,}/);
  });
});

test('two calls have two keys, and a given key is used', async () => {
  await withServer(() => ({ body: {} }), async (server) => {
    const client = new RefitClient({ baseUrl: server.baseUrl });
    await client.assign('u1');
    await client.assign('u1');
    await client.assign('u1', { idempotencyKey: 'mine' });
    const keys = server.seen.map((call) => call.headers['idempotency-key']);
    assert.notEqual(keys[0], keys[1]);
    assert.equal(keys[2], 'mine');
  });
});

test('a problem becomes an error with its status, words and broken rules', async () => {
  const body = { type: 'about:blank', title: 'Unprocessable', status: 422, detail: 'rating: 1 to 5', error: 'rating: 1 to 5', errors: [{ detail: 'too large', pointer: '/rating' }] };
  await withServer(() => ({ status: 422, body }), async (server) => {
    const client = new RefitClient({ baseUrl: server.baseUrl });
    await assert.rejects(client.feedback('s', { rating: 9 }), (error) => {
      assert.ok(error instanceof ProblemError);
      assert.equal(error.status, 422);
      assert.equal(error.message, 'rating: 1 to 5');
      assert.equal(error.errors[0].pointer, '/rating');
      return true;
    });
    assert.equal(server.seen.length, 1, 'a refused request is not repeated');
  });
});

test("the seed's {error} and a proxy's HTML are understood too", async () => {
  await withServer((call, n) => (n === 1 ? { status: 404, body: { error: 'Session not found' } } : { status: 500, body: '<html>' }), async (server) => {
    const client = new RefitClient({ baseUrl: server.baseUrl });
    await assert.rejects(client.session('x'), /Session not found/);
    await assert.rejects(client.session('x'), /answered 500/);
  });
});

test('a 503 without Retry-After is final, with it is tried again', async () => {
  await withServer(() => ({ status: 503, body: { error: 'no admin key configured' } }), async (server) => {
    await assert.rejects(new RefitClient({ baseUrl: server.baseUrl }).optimize(), /no admin key configured/);
    assert.equal(server.seen.length, 1);
  });
  await withServer((call, n) => (n === 1 ? { status: 503, headers: { 'Retry-After': '0' } } : { body: { data: [] } }), async (server) => {
    await new RefitClient({ baseUrl: server.baseUrl }).variants();
    assert.equal(server.seen.length, 2);
  });
});

test('the admin key goes only with admin calls, the user id with all', async () => {
  await withServer(() => ({ body: { data: [] } }), async (server) => {
    const client = new RefitClient({ baseUrl: server.baseUrl, adminKey: 'k', userId: 'u7' });
    await client.variants();
    await client.optimize();
    assert.equal(server.seen[0].headers.authorization, undefined);
    assert.equal(server.seen[1].headers.authorization, 'Bearer k');
    assert.equal(server.seen[0].headers['x-user-id'], 'u7');
  });
});

test('a browser without a user has a name of its own', async () => {
  await withServer(() => ({ body: { data: [] } }), async (server) => {
    await new RefitClient({ baseUrl: server.baseUrl, clientId: 'b1' }).variants();
    await new RefitClient({ baseUrl: server.baseUrl, clientId: 'b1', userId: 'u7' }).variants();
    assert.equal(server.seen[0].headers['x-client-id'], 'b1');
    assert.equal(server.seen[1].headers['x-client-id'], undefined);
  });
});

test('an aborted call rejects at once and is not repeated', async () => {
  const controller = new AbortController();
  const abortOnArrival = () => {
    controller.abort();
    return { hang: true };
  };
  await withServer(abortOnArrival, async (server) => {
    await assert.rejects(new RefitClient({ baseUrl: server.baseUrl }).config({ signal: controller.signal }), { name: 'AbortError' });
    assert.equal(server.seen.length, 1);
  });
});

test('no answer within the deadline is a ConnectionError', async () => {
  await withServer(() => ({ hang: true }), async (server) => {
    const client = new RefitClient({ baseUrl: server.baseUrl, timeout: 300, attempts: 2 });
    await assert.rejects(client.config(), ConnectionError);
    assert.ok(server.seen.length >= 1 && server.seen.length <= 2);
  });
});

test('nobody listening is a ConnectionError that names the address', async () => {
  const client = new RefitClient({ baseUrl: 'http://127.0.0.1:9', attempts: 1 });
  await assert.rejects(client.config(), (error) => error instanceof ConnectionError && /127\.0\.0\.1:9/.test(error.message));
});

test('ids are escaped and undefined query values left out', async () => {
  await withServer(() => ({ body: { data: [], nextCursor: null } }), async (server) => {
    const client = new RefitClient({ baseUrl: `${server.baseUrl}/` });
    await client.session('a/b?c');
    await client.sessions({ limit: 5 });
    assert.equal(server.seen[0].url, '/v1/sessions/a%2Fb%3Fc');
    assert.equal(server.seen[1].url, '/v1/sessions?limit=5');
  });
});

test('the wait before a retry doubles up to a cap, and Retry-After is honoured up to it', () => {
  assert.equal(retryDelayMs(1, undefined, () => 1), 400);
  assert.equal(retryDelayMs(2, undefined, () => 0.5), 400);
  assert.equal(retryDelayMs(30, undefined, () => 1), 20_000);
  assert.equal(retryDelayMs(1, 3, () => 0), 3000);
  assert.equal(retryDelayMs(1, 9999, () => 0), 20_000);
});
