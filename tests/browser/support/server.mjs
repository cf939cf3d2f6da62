import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMock } from '../mock/server.mjs';

const kAdminKey = 'test-admin';
const kStartMs = 20_000;
const kStopMs = 10_000;

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function untilReady(baseUrl, child, output) {
  const end = Date.now() + kStartMs;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`refit serve ended with ${child.exitCode}:\n${output.text}`);
    const ready = await fetch(`${baseUrl}/readyz`).then((r) => r.ok, () => false);
    if (ready) return;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  throw new Error(`refit serve was not ready after ${kStartMs} ms:\n${output.text}`);
}

async function stop(child, folder) {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => { child.once('exit', resolve); });
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), kStopMs);
    await ended;
    clearTimeout(timer);
  }
  await rm(folder, { recursive: true, force: true });
}

/** Starts the real server on a free port with a database of its own, gone after stop(). */
async function startRefit(binary) {
  const folder = await mkdtemp(join(tmpdir(), 'refit-test-'));
  const port = await freePort();
  const output = { text: '' };
  const child = spawn(binary, ['serve'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH, HOME: folder, REFIT_PORT: String(port), DATABASE_URL: `sqlite:${join(folder, 'refit.db')}`,
      ADMIN_SECRET_KEY: kAdminKey, REFIT_SCHEDULER: 'off',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => { output.text = (output.text + part).slice(-8000); });
  const baseUrl = `http://127.0.0.1:${port}`;
  try {
    await new Promise((resolve, reject) => { child.once('spawn', resolve); child.once('error', reject); });
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
  if (process.env.REFIT_BIN) return startRefit(process.env.REFIT_BIN);
  return startMock({ full });
}
