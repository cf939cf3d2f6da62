import { describe, expect, it } from 'vitest';
import type { Comparison, ExperimentResults, PolicyRecord } from '@refit/client';
import { formatAgo, formatDay, formatDuration, lastDays } from '@refit/react/src/format';
import { linear, niceDomain, niceTicks } from '@refit/react/src/charts/scale';
import { alertId, lineOf, stateOf } from './alerts';
import { correctionsOf, describe as describeCorrection, pageOrigin } from './corrections';
import { diffLines } from './diff';
import { everyText } from './interval';
import { blocksOf, cellsOf } from './parts/markdown';
import { parseParameters } from './parameters';
import { hrefOf, parseRoute } from './router';
import { bestSoFar } from './search';
import { bands, changesOf } from './traffic';
import { correctionsTrend, shownDays } from './trend';
import { headline } from './verdict';

describe('addresses', () => {
  it('come back as they were written', () => {
    expect(parseRoute(hrefOf('sessions', 'a/b c'))).toEqual({ page: 'sessions', id: 'a/b c', query: {} });
    expect(parseRoute(hrefOf('sessions', undefined, { variant: 'x&y' }))).toEqual({ page: 'sessions', query: { variant: 'x&y' } });
  });
  it('that are unknown or broken lead somewhere', () => {
    expect(parseRoute('').page).toBe('overview');
    expect(parseRoute('#/nonsense').page).toBe('overview');
    expect(parseRoute('#/sessions/%zz').id).toBe('%zz');
  });
});

describe('the search', () => {
  it('has a best belief that only rated points set and that never falls', () => {
    const points = [[3, 0], [3.2, 5], [3.1, 9], [4.9, 0], [3.6, 2]].map(([expected = 0, outcomes = 0]) => ({ expected, outcomes }));
    expect(bestSoFar(points)).toEqual([null, 3.2, 3.2, 3.2, 3.6]);
    expect(bestSoFar([])).toEqual([]);
  });
});

describe('scales', () => {
  it('tick on round numbers', () => {
    expect(niceTicks(0, 1, 4)).toEqual([0, 0.5, 1]);
    expect(niceTicks(0, 0.3, 3)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(niceTicks(1, 5, 4)).toEqual([1, 2, 3, 4, 5]);
  });
  it('cover the largest value', () => {
    for (const high of [0.2, 1, 3, 7, 29, 30, 31, 999]) expect(niceDomain(0, high)[1]).toBeGreaterThanOrEqual(high);
  });
  it('map an empty domain to the middle', () => {
    expect(linear([2, 2], [0, 10])(2)).toBe(5);
  });
});

describe('traffic bands', () => {
  const history: PolicyRecord[] = [
    { version: 1, weights: { a: 0.5, b: 0.5 }, reason: '', createdAt: '2026-01-01T00:00:00Z' },
    { version: 2, weights: { a: 0.2, b: 0.2, gone: 0.6 }, reason: '', createdAt: '2026-01-02T00:00:00Z' },
  ];
  it('fill the whole height at every time', () => {
    const [a, b] = bands(history, ['a', 'b'], Date.parse('2026-01-03T00:00:00Z'));
    expect(a?.points.map((p) => [p.low, p.high])).toEqual([[0, 0.5], [0, 0.5]]);
    expect(b?.points.map((p) => p.high)).toEqual([1, 1]);
    expect(b?.points[1]?.to).toBe(Date.parse('2026-01-03T00:00:00Z'));
  });
});

describe('changes of the weights', () => {
  it('come newest first, runs of one reason together', () => {
    const policy = (version: number, reason: string): PolicyRecord => ({ version, weights: {}, reason, createdAt: '' });
    const changes = changesOf([policy(1, 'made'), policy(2, 'rating'), policy(3, 'rating'), policy(4, 'added')]);
    expect(changes.map((c) => [c.latest.version, c.count])).toEqual([[4, 1], [3, 2], [1, 1]]);
  });
});

describe('the verdict', () => {
  const base: Comparison = {
    a: 'a', b: 'b', difference: null, alwaysValid: { significant: false, confidence: 20, eValue: 1, pValue: 1 },
    fixedSample: { zPValue: null, welchPValue: null }, needed: 96, verdict: 'Not enough data.',
  };
  const results = (comparisons: Comparison[]): ExperimentResults => ({ comparisons } as ExperimentResults);
  it('says how many ratings are missing', () => {
    expect(headline(results([base])).text).toBe('Not enough data: about 96 more ratings needed.');
  });
  it('does not say it twice', () => {
    expect(headline(results([{ ...base, verdict: 'About 96 more needed.' }])).text).toBe('About 96 more needed.');
  });
  it('speaks of the surest comparison', () => {
    const sure = { ...base, verdict: 'b is better.', alwaysValid: { significant: true, confidence: 97, eValue: 40, pValue: 0.02 } };
    expect(headline(results([base, sure]))).toEqual({ text: 'b is better.', confidence: 97 });
  });
  it('is about one variant when there is one', () => {
    expect(headline(results([])).confidence).toBeNull();
  });
});

describe('corrections', () => {
  const box = { left: 10, top: 10, width: 100, height: 50, scaleX: 1, scaleY: 1 };
  it('are said in words', () => {
    expect(describeCorrection({ before: box, after: { ...box, left: 22, top: 6, scaleX: 1.2, scaleY: 1.2 } })).toBe('moved 12 right, 4 up; 20 % larger');
    expect(describeCorrection({ before: box, after: { ...box, width: 50 } })).toBe('50 % narrower');
    expect(describeCorrection({ before: box, after: box })).toBe('unchanged');
  });
  it('of any shape do not break the page', () => {
    for (const odd of [null, undefined, {}, { objects: 'x' }, { objects: [null, 3, { before: {} }] }]) {
      expect(correctionsOf(odd as never)).toEqual([]);
    }
  });
  it('are drawn from where the page lies', () => {
    expect(pageOrigin({ objects: [{ name: 'clip', left: 175.5, top: -286.5 }] })).toEqual({ x: 175.5, y: -286.5 });
    expect(pageOrigin({ objects: [{ type: 'Rect', left: 4 }] })).toEqual({ x: 0, y: 0 });
  });
  it('are shown for a week to a month', () => {
    const now = Date.parse('2026-11-23T12:00:00Z');
    expect([{}, { '2026-11-23': 1 }, { '2026-11-09': 1 }, { '2025-01-01': 1 }].map((days) => shownDays(days as Record<string, number>, now))).toEqual([7, 7, 15, 30]);
  });
  it('trend needs enough sessions on both sides', () => {
    expect(correctionsTrend({ dailyCount: { '2026-01-01': 3 } }).change).toBeNull();
    const trends = { dailyCount: { '2026-01-01': 20, '2026-01-02': 20 }, dailyCorrections: { '2026-01-01': 10, '2026-01-02': 4 } };
    expect(correctionsTrend(trends).change).toBe(-30);
  });
});

describe('texts', () => {
  it('of intervals', () => {
    expect(everyText(86_400_000)).toBe('every day');
    expect(everyText(30 * 86_400_000)).toBe('every 30 days');
    expect(everyText(5_400_000)).toBe('every 1.5 hours');
  });
  it('of times and durations', () => {
    const now = Date.parse('2026-11-23T12:00:00Z');
    expect(formatAgo('2026-11-23T11:58:00Z', 'en', now)).toBe('2 minutes ago');
    expect(formatAgo('2026-11-23T17:00:00Z', 'en', now)).toBe('in 5 hours');
    expect(formatAgo('nonsense', 'en', now)).toBe('–');
    expect([formatDuration(8.71, 'en'), formatDuration(340, 'en'), formatDuration(10_000, 'en'), formatDuration(1234, 'en')]).toEqual(['8.7 ms', '340 ms', '10 s', '1.2 s']);
  });
  it('of days stay in their own zone', () => {
    expect(formatDay('2026-11-01', 'en')).toBe('Nov 1');
    expect(lastDays(3, new Date('2026-03-01T23:59:00Z'))).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
  });
});

describe('diffs', () => {
  it('keep what is common', () => {
    expect(diffLines('a\nb\nc', 'a\nx\nc').map((line) => `${line.kind[0]}${line.text}`)).toEqual(['sa', 'rb', 'ax', 'sc']);
  });
  it('give both texts back', () => {
    const lines = diffLines('1\n2\n3\n4', '0\n2\n4\n5');
    expect(lines.filter((l) => l.kind !== 'added').map((l) => l.text).join('\n')).toBe('1\n2\n3\n4');
    expect(lines.filter((l) => l.kind !== 'removed').map((l) => l.text).join('\n')).toBe('0\n2\n4\n5');
  });
});

describe('reports', () => {
  it('fall into blocks', () => {
    expect(blocksOf('# Head\ntext\nmore\n\n- a\n- b\n| x |').map((block) => `${block.kind}${block.lines.length}`)).toEqual(['heading1', 'text2', 'list2', 'table1']);
  });
});

describe('report tables', () => {
  it('fall into cells', () => {
    expect(cellsOf('| Sessions | 0 | |')).toEqual(['Sessions', '0', '']);
    expect(cellsOf('| a\\|b | c\\| |')).toEqual(['a\\|b', 'c\\|']);
  });
});

describe('engine parameters', () => {
  it('are numbers by name', () => {
    expect(parseParameters('  ')).toBeUndefined();
    expect(parseParameters('{"a": 1}')).toEqual({ a: 1 });
    for (const bad of ['[]', '3', '{"a": "b"}', '{']) expect(() => parseParameters(bad)).toThrow();
  });
});

describe('alerts', () => {
  it('say when they fire', () => {
    const line = { metric: 'successRate', comparison: 'below', threshold: 60, windowDays: 7 } as const;
    expect(lineOf(line)).toBe('Success rate below 60 % over 7 days');
    expect(lineOf({ ...line, metric: 'sessions', threshold: 1, windowDays: 1 })).toBe('Sessions below 1 today');
    expect(stateOf({ active: false, firing: true }).text).toBe('off');
    expect(stateOf({ active: true, firing: true }).tone).toBe('bad');
  });
  it('get a name of their own', () => {
    expect(alertId('successRate', 'below', [])).toBe('successRate-below');
    expect(alertId('successRate', 'below', ['successRate-below', 'successRate-below-2'])).toBe('successRate-below-3');
  });
});
