import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const kRoot = fileURLToPath(new URL('../../', import.meta.url));
const kRunMs = 20_000;

// The import paths of the document lead to the Next.js example's own files, and from there to the
// packages' sources.
const kAlias = {
  '@/features/editor/components/training-analytics': `${kRoot}examples/nextjs/src/features/editor/components/training-analytics.tsx`,
  '@/features/editor/services/ab-testing': `${kRoot}examples/nextjs/src/features/editor/services/ab-testing.ts`,
  '@/lib/scheduler': `${kRoot}examples/nextjs/src/lib/scheduler.ts`,
  '@refit/client': `${kRoot}packages/client/src/index.ts`,
  '@refit/react': `${kRoot}packages/react/src/index.ts`,
  react: `${kRoot}node_modules/react`,
  'react-dom': `${kRoot}node_modules/react-dom`,
};

/** One self-contained module of a block's code, for Node or for a page. */
export async function bundle(code, platform) {
  const result = await build({
    stdin: { contents: code, loader: 'tsx', resolveDir: kRoot },
    bundle: true, write: false, format: platform === 'node' ? 'esm' : 'iife', platform, target: 'es2022',
    alias: kAlias, jsx: 'automatic', logLevel: 'silent',
    define: platform === 'node' ? {} : { 'process.env.NODE_ENV': '"production"' },
  });
  return result.outputFiles[0].text;
}

/** Runs a program to its end, or ends it at the deadline. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const result = { code: null, out: '', err: '' };
    child.stdout.on('data', (part) => { result.out += part; });
    child.stderr.on('data', (part) => { result.err += part; });
    const timer = setTimeout(() => child.kill('SIGKILL'), options.ms ?? kRunMs);
    child.once('error', (error) => { clearTimeout(timer); reject(error); });
    child.once('close', (code) => { clearTimeout(timer); resolve({ ...result, code }); });
  });
}

export async function withFolder(body) {
  const folder = await mkdtemp(join(tmpdir(), 'refit-snippet-'));
  try {
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs a block's code in a Node of its own, as a reader's program would, against the server. */
export async function runInNode(code, server) {
  const text = await bundle(code, 'node');
  return withFolder(async (folder) => {
    const file = join(folder, 'snippet.mjs');
    await writeFile(file, text);
    const env = { PATH: process.env.PATH, REFIT_URL: server.baseUrl, ADMIN_SECRET_KEY: server.adminKey };
    return run(process.execPath, [file], { env, cwd: folder });
  });
}

export async function call(server, method, path, body, headers = {}) {
  const response = await fetch(`${server.baseUrl}${path}`, {
    method, headers: { 'Content-Type': 'application/json', ...headers }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json().catch(() => null) };
}

export const kCanvas = {
  version: '5.3.0',
  objects: [
    { type: 'rect', version: '5.3.0', name: 'clip', left: 0, top: 0, width: 800, height: 600, fill: 'white', strokeWidth: 0, selectable: false },
    { type: 'textbox', version: '5.3.0', left: 60, top: 60, width: 680, height: 81.36, fontSize: 72, fontFamily: 'Arial', text: 'Spring sale', strokeWidth: 0 },
    { type: 'rect', version: '5.3.0', left: 60, top: 440, width: 240, height: 90, fill: '#3d55d9', strokeWidth: 0 },
  ],
};

const kTargets = [[1080, 1080], [1080, 1920], [1200, 628], [300, 600]];

/** Some people resize and rate, so that there is something to analyse and to train on. */
export async function usage(server, people = 24) {
  for (let i = 0; i < people; i += 1) {
    const userId = `reader-${i}`;
    const [width, height] = kTargets[i % kTargets.length];
    const { status, body } = await call(server, 'POST', '/api/ai/resize', { canvas: kCanvas, targetDimensions: { width, height }, userId });
    if (status !== 200) throw new Error(`resize answered ${status}: ${JSON.stringify(body)}`);
    const rating = 1 + ((i * 7) % 5);
    await call(server, 'POST', '/api/ai/resize-feedback', { sessionId: body.sessionId, rating, helpful: rating >= 4 }, { 'X-User-Id': userId });
  }
}
