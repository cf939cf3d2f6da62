import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

test('the CommonJS build offers the same names as the module build', async () => {
  const required = createRequire(import.meta.url)('../dist/index.cjs');
  const imported = await import('../dist/index.js');
  assert.deepEqual(Object.keys(required).sort(), Object.keys(imported).sort());
  assert.equal(typeof required.ABTestingService.getVariantForUser, 'function');
});
