import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { ForestPlot, ResizeFeedback, TrainingAnalytics, TrendChart } from '../dist/index.js';

test('TrainingAnalytics renders on a server, with no props and no window', () => {
  assert.match(renderToString(createElement(TrainingAnalytics)), /Training analytics.*Loading/s);
});

test('the CommonJS build renders too', () => {
  const built = createRequire(import.meta.url)('../dist/index.cjs');
  assert.match(renderToString(createElement(built.ResizeFeedback, { sessionId: 's' })), /How good is this resize/);
});

test('both builds are marked for the client', () => {
  for (const file of ['index.js', 'index.cjs']) {
    const text = readFileSync(new URL(`../dist/${file}`, import.meta.url), 'utf8');
    assert.ok(text.startsWith('"use client";'), file);
  }
});

test('ResizeFeedback offers five labelled stars, and no sending before one is chosen', () => {
  const html = renderToString(createElement(ResizeFeedback, { sessionId: 's1' }));
  assert.equal(html.match(/type="radio"/g).length, 5);
  assert.match(html, /3 stars/);
  assert.match(html, /<button type="submit"[^>]* disabled=""/);
});

test('a trend chart has a table with the same figures', () => {
  const points = [{ label: 'Nov 1', value: 3 }, { label: 'Nov 2', value: null }, { label: 'Nov 3', value: 7 }];
  const html = renderToString(createElement(TrendChart, { title: 'Sessions', points }));
  assert.match(html, /role="img"/);
  assert.match(html, /<th scope="row">Nov 3<\/th><td class="refit-num">7<\/td>/);
  assert.match(html, /<td class="refit-num">–<\/td>/);
});

test('a forest plot says its intervals in words, and says when there are none', () => {
  const rows = [{ id: 'a', label: 'Original', mean: 3.5, low: 3.1, high: 3.9 }, { id: 'b', label: 'New', mean: null, low: null, high: null }];
  const html = renderToString(createElement(ForestPlot, { title: 'Ratings', domain: [1, 5], rows }));
  assert.match(html, /Original: 3\.50, from 3\.10 to 3\.90; New: not enough data/);
  assert.match(html, /not enough data yet/);
});

test('the style sheet is in a layer and touches only its own classes', () => {
  const css = readFileSync(new URL('../dist/styles.css', import.meta.url), 'utf8');
  assert.match(css, /@layer refit/);
  const classes = [...css.matchAll(/\.([a-z][\w-]*)/g)].map((match) => match[1]).filter((name) => !/^\d/.test(name));
  const foreign = classes.filter((name) => !name.startsWith('refit') && !name.startsWith('is-'));
  assert.deepEqual(foreign, []);
});
