// No example of the seed document is forgotten: each fenced block's heading is in our list.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { kBlocks } from '../blocks/index.mjs';

const shared = process.env.REFIT_SHARED_DIR ?? fileURLToPath(new URL('../../../../shared/', import.meta.url));
const document = join(shared, 'seed', 'ai-resize-training-system.md');

test('every fenced block of the seed document has a case', { skip: existsSync(document) ? false : 'the seed document is not here' }, () => {
  let heading = '';
  let inside = false;
  const headings = [];
  for (const line of readFileSync(document, 'utf8').split('\n')) {
    if (line.startsWith('```')) {
      inside = !inside;
      if (inside) headings.push(heading);
    } else if (!inside && line.startsWith('#')) heading = line.replace(/^#+\s*/, '').trim();
  }
  assert.ok(headings.length > 10);
  const known = new Set(kBlocks.map((entry) => entry.heading));
  assert.deepEqual(headings.filter((name) => !known.has(name)), []);
  assert.deepEqual([...known].filter((name) => !headings.includes(name)), []);
});
