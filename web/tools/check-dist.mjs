// Builds the pages afresh and compares with web/dist, byte for byte: what is checked in, and compiled
// into the server, must be what the sources say. Exit 1 names each file that differs.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('../', import.meta.url));
const kept = join(web, 'dist');

function hashes(folder) {
  const found = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath ?? entry.path, entry.name);
    found.set(relative(folder, file), createHash('sha256').update(readFileSync(file)).digest('hex'));
  }
  return found;
}

const fresh = mkdtempSync(join(tmpdir(), 'refit-web-'));
try {
  const build = spawnSync('npx', ['vite', 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn'], { cwd: web, stdio: 'inherit' });
  if (build.status !== 0) process.exit(1);
  const a = hashes(kept);
  const b = hashes(fresh);
  const different = [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name)).sort();
  for (const name of different) console.error(`web/dist differs from its sources: ${name}`);
  if (different.length) {
    console.error('Run "npm run build" and commit web/dist.');
    process.exitCode = 1;
  } else {
    console.log(`web/dist is what the sources build: ${a.size} files`);
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
