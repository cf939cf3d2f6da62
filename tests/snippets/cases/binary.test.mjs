// The document's settings and commands: they need the program itself, named by REFIT_BIN.

import assert from 'node:assert/strict';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { refitBinary, startRefit } from '../../browser/support/server.mjs';
import { call, run, withFolder } from '../support.mjs';

const binary = refitBinary();
const skip = binary ? false : 'REFIT_BIN names no program';
const kExample = fileURLToPath(new URL('../../../examples/nextjs/', import.meta.url));

test('Admin Key Setup: a key in .env is the key; without one, training is not to be had', { timeout: 60_000, skip }, async () => {
  const server = await startRefit(binary, { env: { ADMIN_SECRET_KEY: undefined }, files: { '.env': 'ADMIN_SECRET_KEY=your-secure-admin-key-here\n' } });
  try {
    assert.equal((await call(server, 'POST', '/api/ai/retrain-model', { adminKey: 'guess' })).status, 401);
    assert.equal((await call(server, 'POST', '/api/ai/retrain-model', { adminKey: 'your-secure-admin-key-here' })).status, 200);
  } finally {
    await server.stop();
  }
  const open = await startRefit(binary, { env: { ADMIN_SECRET_KEY: undefined } });
  try {
    assert.equal((await call(open, 'POST', '/api/ai/retrain-model', { adminKey: 'anything' })).status, 503);
  } finally {
    await open.stop();
  }
});

test('Environment Variables: they are read, and NODE_ENV=production starts the scheduler', { timeout: 60_000, skip }, async () => {
  const server = await startRefit(binary, { env: { REFIT_SCHEDULER: undefined, NODE_ENV: 'production', OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' } });
  try {
    const { body } = await call(server, 'GET', '/v1/config');
    assert.equal(body.schedulerRunning, true);
    assert.equal(body.llmConfigured, true);
    assert.equal(body.adminConfigured, true);
    assert.equal(body.database, 'sqlite');
    assert.ok(!JSON.stringify(body).includes('sk-test'), 'no secret is told');
  } finally {
    await server.stop();
  }
});

test('Database Migration: npm run db:generate and db:migrate', { timeout: 60_000, skip }, () => withFolder(async (folder) => {
  // The example's own scripts, run in a folder of ours so that nothing is written into the tree.
  await writeFile(join(folder, 'package.json'), await readFile(join(kExample, 'package.json'), 'utf8'));
  await symlink(binary, join(folder, 'refit'));
  const env = { PATH: `${folder}:${dirname(process.execPath)}:${process.env.PATH}`, HOME: folder, DATABASE_URL: `sqlite:${join(folder, 'app.db')}` };
  const generated = await run('npm', ['run', '--silent', 'db:generate'], { cwd: folder, env });
  assert.equal(generated.code, 0, generated.err);
  const written = await readdir(folder, { recursive: true });
  assert.ok(/create table/i.test(generated.out) || written.some((name) => name.endsWith('.sql')), 'SQL is printed or written');
  const migrated = await run('npm', ['run', '--silent', 'db:migrate'], { cwd: folder, env });
  assert.equal(migrated.code, 0, migrated.err);
  assert.ok((await readdir(folder)).includes('app.db'));
  const again = await run('npm', ['run', '--silent', 'db:migrate'], { cwd: folder, env });
  assert.equal(again.code, 0, `migrating twice is harmless: ${again.err}`);
}));
