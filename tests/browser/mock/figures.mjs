// What the mock computes from its sessions: simple figures in the shapes of the real ones.

const mean = (values) => (values.length ? values.reduce((a, b) => a + b, 0) / values.length : 0);
const percent = (part, whole) => (whole ? Math.round((100 * part) / whole) : 0);

function metricsOf(sessions) {
  const rated = sessions.filter((s) => s.userRating !== null);
  return {
    totalUses: sessions.length, users: new Set(sessions.map((s) => s.userId)).size, ratings: rated.length,
    avgRating: mean(rated.map((s) => s.userRating)), successRate: percent(rated.filter((s) => s.userRating >= 4).length, rated.length),
    avgProcessingTime: mean(sessions.map((s) => s.processingTime)), correctionRate: percent(sessions.filter((s) => s.manualCorrections).length, sessions.length),
    feedbackRate: percent(rated.length, sessions.length),
  };
}

export function performance(state) {
  return state.variants
    .map((v) => {
      const m = metricsOf(state.sessions.filter((s) => s.variantId === v.id));
      return { id: v.id, name: v.name, active: v.active, weight: v.weight * 100, metrics: { totalUses: m.totalUses, avgRating: m.avgRating, successRate: m.successRate } };
    })
    .sort((a, b) => b.metrics.avgRating * b.metrics.successRate - a.metrics.avgRating * a.metrics.successRate);
}

export function analytics(state) {
  const m = metricsOf(state.sessions);
  const trends = { dailyCount: {}, dailyRating: {}, dailyCorrections: {} };
  const ratings = {};
  for (const s of state.sessions) {
    const day = s.createdAt.slice(0, 10);
    trends.dailyCount[day] = (trends.dailyCount[day] ?? 0) + 1;
    if (s.manualCorrections) trends.dailyCorrections[day] = (trends.dailyCorrections[day] ?? 0) + 1;
    if (s.userRating !== null) (ratings[day] ??= []).push(s.userRating);
  }
  for (const [day, values] of Object.entries(ratings)) trends.dailyRating[day] = mean(values);
  return {
    overview: { totalSessions: m.totalUses, ratedSessions: m.ratings, avgRating: m.avgRating, feedbackRate: m.feedbackRate, successRate: m.successRate, avgProcessingTime: m.avgProcessingTime, correctionRate: m.correctionRate },
    recentActivity: [...state.sessions].reverse().slice(0, 100).map((s) => ({ id: s.id, rating: s.userRating, processingTime: s.processingTime, createdAt: s.createdAt, hasFeedback: s.userRating !== null, hasCorrections: s.manualCorrections !== null, variantId: s.variantId, status: s.status })),
    trends, variants: performance(state), targets: { successRate: 70, feedbackRate: 50, processingTime: 10_000, confidence: 95 },
  };
}

export function significance(state, a, b) {
  const [ra, rb] = [a, b].map((id) => state.sessions.filter((s) => s.variantId === id && s.userRating !== null).map((s) => s.userRating));
  if (ra.length < 2 || rb.length < 2) return { significant: false, confidence: 0, eValue: 1, method: 'always-valid' };
  const z = Math.abs(mean(ra) - mean(rb)) / (1.1 * Math.sqrt(1 / ra.length + 1 / rb.length));
  const eValue = Math.exp(Math.min(8, (z * z) / 2 - Math.log(1 + ra.length / 10)));
  const confidence = Math.max(0, Math.min(99, Math.floor(100 * (1 - 1 / Math.max(1, eValue)))));
  return { significant: confidence >= 95, confidence, eValue, method: 'always-valid' };
}

function alwaysValid({ ratings, avgRating, successRate }) {
  const around = (mean, half, low, high) => ({ mean, low: Math.max(low, mean - half), high: Math.min(high, mean + half), level: 0.95 });
  return { units: ratings, rating: around(avgRating, 4 / Math.sqrt(ratings), 1, 5), successRate: around(successRate, 130 / Math.sqrt(ratings), 0, 100) };
}

export function results(state) {
  const ids = state.variants.map((v) => v.id);
  const observed = Object.fromEntries(ids.map((id) => [id, new Set(state.sessions.filter((s) => s.variantId === id).map((s) => s.userId)).size]));
  const total = Object.values(observed).reduce((a, b) => a + b, 0);
  const best = { original: 0.05, enhanced: 0.86, 'enhanced-canary-1': 0.09 };
  const variants = state.variants.map((v) => {
    const metrics = metricsOf(state.sessions.filter((s) => s.variantId === v.id));
    const y = metrics.avgRating;
    const half = metrics.ratings ? 2.2 / Math.sqrt(metrics.ratings) : 0;
    return {
      id: v.id, name: v.name, active: v.active, weight: v.weight, version: v.version, origin: v.origin, metrics,
      estimate: metrics.ratings > 2 ? { mean: y, low: Math.max(1, y - half), high: Math.min(5, y + half), level: 0.95 } : null,
      alwaysValid: metrics.ratings > 2 ? alwaysValid(metrics) : null,
      probabilityBest: metrics.ratings > 2 || best[v.id] ? best[v.id] ?? 0 : null,
    };
  });
  const s = significance(state, 'original', 'enhanced');
  const [a, b] = variants;
  const gap = b.metrics.avgRating - a.metrics.avgRating;
  return {
    experiment: { id: 'default', name: 'Default', allocation: state.allocation, bucketVersion: 1, explorationFloor: 0.1 },
    exposures: { total, srm: { pValue: total > 20 ? 0.41 : null, alarm: false, observed, expected: Object.fromEntries(ids.map((id) => [id, observed[id] * (id === 'original' ? 1.03 : 0.98)])) } },
    variants,
    comparisons: [{
      a: 'original', b: 'enhanced', difference: { mean: gap / 4, low: gap / 4 - 0.08, high: gap / 4 + 0.08 },
      alwaysValid: { significant: s.significant, confidence: s.confidence, eValue: s.eValue, pValue: 1 / Math.max(1, s.eValue) },
      fixedSample: { zPValue: total ? 0.0004 : null, welchPValue: total ? 0.0007 : null }, needed: s.significant ? 0 : total ? 96 : null,
      verdict: s.significant ? `Enhanced Prompt v1 is better than Original Prompt by ${gap.toFixed(2)} stars (confidence ${s.confidence} %).` : total ? 'Not enough data to tell Enhanced Prompt v1 from Original Prompt' : 'No ratings yet.',
    }],
    policyHistory: state.policies,
  };
}

/** Each arm is a point; the mock believes what was said. */
export function parameterSearch(state) {
  const points = results(state).variants.map((v, i) => ({
    id: v.id, name: v.name, origin: v.origin, state: i === 0 ? 'serving' : v.active ? 'active' : 'off', createdAt: state.variants[i]?.createdAt ?? new Date(0).toISOString(),
    outcomes: v.metrics.ratings, stars: v.estimate?.mean ?? null, starsDeviation: v.estimate ? 0.2 : null,
    expected: v.estimate?.mean ?? 3, deviation: v.estimate ? 0.2 : 0.5, parameters: {},
  }));
  return { leader: points[0]?.id ?? '', best: points[0]?.id ?? '', live: null, reach: 0.25, points, refusals: [] };
}

/** By ratings alone; the mock times and prices nothing. */
export function objectives(state) {
  const arms = results(state).variants.map((v) => {
    const quality = v.estimate && { n: v.metrics.ratings, mean: v.estimate.mean, low: v.estimate.low, high: v.estimate.high };
    return { id: v.id, name: v.name, active: v.active, heads: { quality, latency: null, cost: null, correction: null }, score: quality, withinLimits: true };
  });
  for (const arm of arms) {
    const better = arms.filter((a) => a.active && a.score && arm.score && a.score.mean > arm.score.mean);
    arm.dominatedBy = better.map((a) => a.id);
    arm.clearlyDominatedBy = better.filter((a) => a.score.low > arm.score.high).map((a) => a.id);
    arm.onFront = arm.active && better.length === 0;
  }
  return { weights: { quality: 1 }, limits: {}, arms, best: arms.find((a) => a.onFront)?.id ?? null };
}
