// A stand-in for `refit serve`: the built pages and the API's shapes, in memory.

import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem, routes } from './routes.mjs';
import { emptyState, fullState } from './state.mjs';

const kDist = fileURLToPath(new URL('../../../web/dist/', import.meta.url));
const kTypes = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
export const kAdminKey = 'test-admin';

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString('utf8');
  if (!text) return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(400, `Malformed JSON: ${error.message}`);
  }
}

function sendJson(response, status, body, type = 'application/json') {
  response.writeHead(status, { 'Content-Type': type }).end(JSON.stringify(body));
}

function sendFile(response, path) {
  const name = { '/': 'index.html', '/demo': 'demo.html' }[path] ?? path.slice(1);
  const file = join(kDist, normalize(name));
  if (!file.startsWith(kDist) || !existsSync(file)) return false;
  response.writeHead(200, { 'Content-Type': kTypes[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
  return true;
}

function isAdmin(request, body) {
  return request.headers.authorization === `Bearer ${kAdminKey}` || body?.adminKey === kAdminKey;
}

async function answer(request, response, state, notify) {
  const url = new URL(request.url, 'http://mock');
  for (const [method, pattern, admin, handler] of routes) {
    const match = method === request.method && pattern.exec(url.pathname);
    if (!match) continue;
    const body = method === 'GET' ? undefined : await bodyOf(request);
    if (admin && !isAdmin(request, body)) throw new Problem(401, 'The admin key is missing or wrong');
    const made = handler({ state, body, query: url.searchParams, notify }, ...match.slice(1).map(decodeURIComponent));
    if (made.text !== undefined && made.type) response.writeHead(200, { 'Content-Type': made.type }).end(made.text);
    else if (made.status === 201 && made.body) sendJson(response, 201, made.body);
    else sendJson(response, 200, made);
    return;
  }
  if (request.method === 'GET' && sendFile(response, url.pathname)) return;
  throw new Problem(404, `No ${request.method} ${url.pathname}`);
}

/** Starts the mock; `full` fills it with a month of sessions. Answers its address and a stop(). */
export function startMock({ port = 0, full = true } = {}) {
  const design = JSON.parse(readFileSync(new URL('./design.json', import.meta.url), 'utf8'));
  const state = full ? fullState(design) : emptyState();
  const streams = new Set();
  let eventId = 0;
  const notify = (kind, data) => {
    eventId += 1;
    for (const stream of streams) stream.write(`event: ${kind}\nid: ${eventId}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const server = createServer((request, response) => {
    if (request.url.startsWith('/v1/events')) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write('retry: 1000\n\n');
      streams.add(response);
      request.on('close', () => streams.delete(response));
      return;
    }
    answer(request, response, state, notify).catch((error) => {
      const status = error instanceof Problem ? error.status : 500;
      sendJson(response, status, { type: 'about:blank', title: 'Problem', status, detail: error.message, error: error.message }, 'application/problem+json');
    });
  });
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve({
      baseUrl: `http://127.0.0.1:${server.address().port}`, adminKey: kAdminKey, isMock: true,
      stop: () => new Promise((done) => { for (const s of streams) s.end(); server.closeAllConnections(); server.close(done); }),
    }));
  });
}
