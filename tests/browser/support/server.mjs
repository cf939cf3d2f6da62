import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startMock } from '../mock/server.mjs';

const kAdminKey = 'test-admin';
const kStartMs = 20_000;
const kStopMs = 10_000;

/** The program REFIT_BIN names, seen from where npm was started; undefined without one. */
export function refitBinary() {
  const named = process.env.REFIT_BIN;
  return named ? resolve(process.env.INIT_CWD ?? '.', named) : undefined;
}

const given = (env) => Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));

function freePort() {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

async function untilReady(baseUrl, child, output) {
  const end = Date.now() + kStartMs;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`refit serve ended with ${child.exitCode}:\n${output.text}`);
    const ready = await fetch(`${baseUrl}/readyz`).then((r) => r.ok, () => false);
    if (ready) return;
    await new Promise((done) => { setTimeout(done, 50); });
  }
  throw new Error(`refit serve was not ready after ${kStartMs} ms:\n${output.text}`);
}

async function stop(child, folder) {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((done) => { child.once('exit', done); });
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), kStopMs);
    await ended;
    clearTimeout(timer);
  }
  await rm(folder, { recursive: true, force: true });
}

/**
 * Starts the real server on a free port with a database of its own, gone after stop(). `env` adds to
 * its environment (undefined takes away), `files` are put into its folder first.
 */
export async function startRefit(binary, { env = {}, files = {} } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'refit-test-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const port = await freePort();
  const output = { text: '' };
  const child = spawn(binary, ['serve'], {
    cwd: folder,
    env: given({
      PATH: process.env.PATH, HOME: folder, REFIT_PORT: String(port), DATABASE_URL: `sqlite:${join(folder, 'refit.db')}`,
      ADMIN_SECRET_KEY: kAdminKey, REFIT_SCHEDULER: 'off', ...env,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => { output.text = (output.text + part).slice(-8000); });
  const baseUrl = `http://127.0.0.1:${port}`;
  try {
    await new Promise((done, failed) => { child.once('spawn', done); child.once('error', failed); });
    await untilReady(baseUrl, child, output);
  } catch (error) {
    await stop(child, folder);
    throw error;
  }
  return { baseUrl, adminKey: kAdminKey, isMock: false, stop: () => stop(child, folder) };
}

/**
 * The server under test: the one at BASE_URL, else `REFIT_BIN serve`, else the mock.
 * `full` asks the mock for a month of sessions; real servers start empty.
 */
export async function startServer({ full = true } = {}) {
  if (process.env.BASE_URL) {
    return { baseUrl: process.env.BASE_URL.replace(/\/$/, ''), adminKey: process.env.ADMIN_SECRET_KEY ?? kAdminKey, isMock: false, stop: async () => {} };
  }
  const binary = refitBinary();
  if (binary) return startRefit(binary);
  return startMock({ full });
}
