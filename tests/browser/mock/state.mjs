import { weeklyReport } from './report.mjs';
import { resize } from './resize.mjs';

// Plausible data for looking at the pages and testing them without the real server. Seeded: the same
// pages each time.

const kDay = 86_400_000;

export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const kPrompts = {
  original: 'Resize the design from {currentWidth}x{currentHeight} to {newWidth}x{newHeight}.\nKeep every element inside the page.\nKeep the reading order.\nReturn a placement for each object in {objectsData}.',
  enhanced: 'Resize the design from {currentWidth}x{currentHeight} to {newWidth}x{newHeight}.\nKeep every element inside the page.\nLead with the headline: it stays the largest text.\nDivide the page near the golden ratio.\nLeave white space around the call to action.\nKeep the reading order.\nReturn a placement for each object in {objectsData}.',
};

export function emptyState() {
  const now = Date.now();
  const variants = [['original', 'Original Prompt'], ['enhanced', 'Enhanced Prompt v1']].map(([id, name], i) => ({
    id, name, active: true, weight: 0.5, version: 1, origin: 'builtin', prompt: kPrompts[id],
    parameters: i ? { white_space: 0.62, golden_ratio: 1 } : {}, createdAt: new Date(now - 40 * kDay).toISOString(),
  }));
  return {
    sessions: [], variants, models: [], reports: [], alerts: [], audit: [], allocation: 'thompson', assignments: new Map(),
    policies: [{ version: 1, weights: { original: 0.5, enhanced: 0.5 }, reason: 'experiment created', createdAt: new Date(now - 30 * kDay).toISOString() }],
    scheduler: { running: true, tasks: [
      { id: 'ab-optimization', name: 'A/B test optimization', enabled: true, interval: kDay, lastRun: null, nextRun: new Date(now + 5 * 3600_000).toISOString(), lastOutcome: null, lastDurationMs: null, running: false },
      { id: 'performance-analysis', name: 'Performance analysis', enabled: true, interval: 7 * kDay, lastRun: null, nextRun: new Date(now + 3 * kDay).toISOString(), lastOutcome: null, lastDurationMs: null, running: false },
      { id: 'model-retraining', name: 'Model retraining', enabled: false, interval: 30 * kDay, lastRun: null, nextRun: null, lastOutcome: null, lastDurationMs: null, running: false },
      { id: 'alerts', name: 'Check of the alerts', enabled: true, interval: 300_000, lastRun: null, nextRun: new Date(now + 300_000).toISOString(), lastOutcome: null, lastDurationMs: null, running: false },
    ] },
  };
}

const kTargets = [[1080, 1920], [1080, 1080], [1200, 628], [728, 90], [300, 600], [1080, 1350]];
const kWords = ['Text got a little small', 'Spot on', 'The logo is too close to the edge', 'Lovely use of space', 'Headline should break differently', null, null, null];

const kGeometry = ['left', 'top', 'width', 'height', 'scaleX', 'scaleY', 'fontSize'];

/** As if a person had enlarged the headline and lifted the button. */
function correct(canvas, height) {
  const moved = { headline: (o) => ({ ...o, left: o.left * 0.9, top: o.top - height * 0.02, scaleX: o.scaleX * 1.12, scaleY: o.scaleY * 1.12 }), button: (o) => ({ ...o, top: o.top - height * 0.04 }) };
  const pick = (o) => Object.fromEntries(kGeometry.filter((key) => o[key] !== undefined).map((key) => [key, o[key]]));
  const objects = [];
  const after = canvas.objects.map((o, path) => {
    if (!moved[o.id]) return o;
    const next = moved[o.id](o);
    objects.push({ id: o.id, path: String(path), before: { height: 200, ...pick(o) }, after: { height: 200, ...pick(next) } });
    return next;
  });
  return { objects, canvas: { ...canvas, objects: after } };
}

function makeSession(i, at, r, design) {
  const enhanced = r() < 0.35 + 0.35 * (1 - (Date.now() - at) / (30 * kDay));
  const rated = r() < 0.57;
  const rating = rated ? Math.max(1, Math.min(5, Math.round((enhanced ? 4.25 : 3.5) + (r() - 0.5) * 2.6))) : null;
  const corrected = r() < 0.18 + 0.25 * ((Date.now() - at) / (30 * kDay));
  const [width, height] = kTargets[Math.floor(r() * kTargets.length)];
  const failed = r() < 0.012;
  const placed = resize(design, undefined, { width, height }).canvas;
  const corrections = corrected ? correct(placed, height) : null;
  return {
    id: `s${String(i).padStart(5, '0')}-${Math.floor(r() * 1e9).toString(36)}`, userId: `user-${Math.floor(r() * 220)}`, projectId: null,
    createdAt: new Date(at).toISOString(), updatedAt: new Date(at + 60_000).toISOString(),
    status: failed ? 'failed' : 'completed', errorMessage: failed ? 'The target is smaller than the smallest legible text' : null,
    variantId: enhanced ? 'enhanced' : 'original', variantVersion: 1, propensity: enhanced ? 0.63 : 0.37, policyVersion: 3, bucketVersion: 1,
    resizer: r() < 0.9 ? 'engine' : 'llm', userRating: failed ? null : rating, helpful: rated ? rating >= 4 : null,
    feedbackText: rated ? kWords[Math.floor(r() * kWords.length)] : null, correctionSize: corrected ? 0.02 + r() * 0.2 : null,
    processingTime: 6 + r() * 30, qualityScore: rated ? Math.min(1, (rating - 1) / 4 * 0.8 + 0.2 * r()) : null,
    targetDimensions: { width, height }, originalCanvas: design, aiResult: placed,
    manualCorrections: corrections,
    undone: false,
  };
}

const heldOut = (mae, pairwiseAccuracy) => ({ rows: 74, users: 19, mae, pairwiseAccuracy, spearman: 2 * pairwiseAccuracy - 1, calibrationError: 0.041, maeServed: mae });

export function modelMetrics(parent, mae, rows) {
  return {
    form: 'stack', trainingRows: rows, lambda: 10, heldOut: heldOut(mae, 0.81), constant: heldOut(0.19, 0.5), serving: heldOut(0.152, 0.72),
    crossValidation: { folds: 5, ridge: 0.149, stack: 0.133, calibrated: 0.134, calibrationErrorBefore: 0.03, calibrationErrorAfter: 0.03 },
    stack: { ridge: 0.31, trees: 0.7 }, calibration: null, interval: { level: 0.9, halfWidth: 0.29, people: 19, coverage: 0.93, width: 0.54 },
    responseWeights: { served: 640, answered: rows + 74, lowest: 0.62, highest: 2.4, effectiveRows: 0.8 * rows, floor: 0.05, cap: 5, reason: '' },
    lineage: { parent, from: '2026-10-24T00:00:00.000Z', to: '2026-11-23T00:00:00.001Z', minRating: 1, trainingRows: rows, trainingUsers: 61, heldOutRows: 74, heldOutUsers: 19, featuresVersion: 'features/1', qualityVersion: 'quality/1', seed: 1, dataHash: '9c1f04d2a7b35e68' },
  };
}

export function fullState(design) {
  const state = emptyState();
  const r = random(7);
  const now = Date.now();
  let i = 0;
  for (let day = 29; day >= 0; day -= 1) {
    const count = Math.round(6 + (29 - day) * 0.55 + r() * 7);
    for (let n = 0; n < count; n += 1) {
      i += 1;
      state.sessions.push(makeSession(i, now - day * kDay - Math.floor(r() * (day ? kDay : 6 * 3600_000)), r, design));
    }
  }
  state.sessions.sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  let share = 0.5;
  for (let v = 2; v <= 24; v += 1) {
    share = Math.max(0.28, Math.min(0.9, share + (r() - 0.33) * 0.09));
    const canary = v >= 19 ? 0.05 : 0;
    state.policies.push({
      version: v, weights: { original: (1 - share) * (1 - canary), enhanced: share * (1 - canary), ...(canary ? { 'enhanced-canary-1': canary } : {}) },
      reason: v === 19 ? 'learned variant enhanced-canary-1 entered with at most 5 % of the traffic' : `${Math.floor(4 + r() * 9)} new ratings: probability of being best ${(1 - share).toFixed(2)} to ${share.toFixed(2)}`,
      createdAt: new Date(now - (30 - v * 1.22) * kDay).toISOString(),
    });
  }
  const latest = state.policies.at(-1).weights;
  state.variants.push({ id: 'enhanced-canary-1', name: 'Learned: calmer small formats', active: true, weight: 0.05, version: 1, origin: 'proposal', prompt: `${kPrompts.enhanced}\nOn pages under 120 px high, drop decoration before text.`, parameters: { white_space: 0.5 }, createdAt: new Date(now - 7 * kDay).toISOString() });
  for (const v of state.variants) v.weight = latest[v.id];
  const task = (id, hours, ms) => Object.assign(state.scheduler.tasks.find((t) => t.id === id), { lastRun: new Date(now - hours * 3600_000).toISOString(), lastOutcome: 'ok', lastDurationMs: ms });
  task('ab-optimization', 19, 41);
  task('performance-analysis', 96, 380);
  state.models = [
    { version: 2, kind: 'quality-ridge', status: 'serving', parent: 1, metrics: modelMetrics(1, 0.131, 297), reason: 'mean absolute error 0.1310 on 74 held-out rows, against 0.1520 for the serving model: not worse', createdAt: new Date(now - 2 * kDay).toISOString() },
    { version: 1, kind: 'quality-ridge', status: 'retired', parent: null, metrics: { trainingRows: 163, lambda: 3, heldOut: { rows: 41, users: 9, mae: 0.152, pairwiseAccuracy: 0.71, spearman: 0.55 }, constant: { rows: 41, users: 9, mae: 0.19, pairwiseAccuracy: 0.5, spearman: 0 } }, reason: 'first model', createdAt: new Date(now - 16 * kDay).toISOString() },
  ];
  state.reports = [1, 8, 15].map((days, i) => weeklyReport(3 - i, now - days * kDay));
  state.audit = [{ seq: 2, at: new Date(now - kDay).toISOString(), actor: 'scheduler', action: 'weights.optimize', subject: 'default', reason: 'daily' }, { seq: 1, at: new Date(now - 9 * kDay).toISOString(), actor: 'admin', action: 'variant.update', subject: 'enhanced', reason: 'shorter instructions' }];
  return state;
}
