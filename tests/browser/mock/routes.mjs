// The API's answers. Each route: [method, pattern, handler(context) -> body | {status, ...}].

import { randomUUID } from 'node:crypto';
import { analytics, objectives, parameterSearch, performance, results, significance } from './figures.mjs';
import { picture } from './picture.mjs';
import { putReport } from './report.mjs';
import { modelMetrics } from './state.mjs';
import { resize } from './resize.mjs';

export class Problem extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

const summary = ({ originalCanvas, aiResult, manualCorrections, ...rest }) => rest;

function find(list, id, what) {
  const found = list.find((entry) => entry.id === id);
  if (!found) throw new Problem(404, `No ${what} ${id}`);
  return found;
}

function assign(state, userId) {
  const known = state.assignments.get(userId);
  if (known) return known;
  const arms = state.variants.filter((v) => v.active);
  const arm = arms[state.assignments.size % arms.length];
  const given = { userId, variantId: arm.id, variantVersion: arm.version, propensity: arm.weight, policyVersion: state.policies.length, bucketVersion: 1, name: arm.name, prompt: arm.prompt };
  state.assignments.set(userId, given);
  return given;
}

function addSession(state, fields) {
  const at = new Date().toISOString();
  const session = {
    id: randomUUID(), projectId: null, createdAt: at, updatedAt: at, status: 'completed', errorMessage: null, resizer: 'engine', userRating: null, helpful: null,
    feedbackText: null, correctionSize: null, processingTime: 12.5, qualityScore: null, originalCanvas: null, aiResult: null, manualCorrections: null, undone: false, ...fields,
  };
  state.sessions.push(session);
  return session;
}

function doResize({ state, body, notify }) {
  const size = body?.targetDimensions;
  if (!size || !(size.width > 0) || !(size.height > 0)) throw new Problem(400, 'targetDimensions: width and height must be positive');
  const canvas = typeof body.canvas === 'string' ? JSON.parse(body.canvas) : body.canvas;
  if (!canvas?.objects) throw new Problem(400, 'canvas: objects are missing');
  const given = assign(state, body.userId ?? `anonymous:${randomUUID()}`);
  const made = resize(canvas, body.currentSize, size);
  const session = addSession(state, { ...given, targetDimensions: size, originalCanvas: canvas, aiResult: made.canvas });
  notify('session', { id: session.id });
  return { success: true, sessionId: session.id, variantId: given.variantId, variantVersion: 1, propensity: given.propensity, ...made, candidate: 'contain', resizer: 'engine', processingTime: 12.5, suggestions: [], runnersUp: [] };
}

function rate({ state, notify }, id, body) {
  const session = find(state.sessions, id, 'session');
  if (body.rating !== undefined && !(Number.isInteger(body.rating) && body.rating >= 1 && body.rating <= 5)) throw new Problem(400, 'rating: a whole number from 1 to 5');
  session.userRating = body.rating ?? session.userRating;
  session.helpful = body.helpful ?? session.helpful;
  session.feedbackText = body.feedbackText ?? session.feedbackText;
  session.updatedAt = new Date().toISOString();
  notify('feedback', { id });
  return session;
}

function correct({ state, notify }, id, body) {
  const session = find(state.sessions, id, 'session');
  if (body.manualCorrections) {
    session.manualCorrections = body.manualCorrections;
    session.correctionSize = Math.min(1, 0.05 * (body.manualCorrections.objects?.length ?? 0));
  }
  if (body.undone !== undefined) session.undone = body.undone;
  session.updatedAt = new Date().toISOString();
  notify('session', { id });
  return session;
}

function list({ state, query }) {
  const limit = Math.min(200, Number(query.get('limit') ?? 50));
  const start = Number(query.get('cursor') ?? 0);
  const rated = query.get('rated');
  const rows = [...state.sessions].reverse()
    .filter((s) => !query.get('variant') || s.variantId === query.get('variant'))
    .filter((s) => rated === null || (s.userRating !== null) === (rated === 'true'));
  return { data: rows.slice(start, start + limit).map(summary), nextCursor: start + limit < rows.length ? String(start + limit) : null };
}

function policy(context, reason) {
  const { state, notify } = context;
  const total = state.variants.filter((v) => v.active).reduce((sum, v) => sum + v.weight, 0) || 1;
  const weights = Object.fromEntries(state.variants.map((v) => [v.id, v.active ? v.weight / total : 0]));
  for (const v of state.variants) v.weight = weights[v.id];
  state.policies.push({ version: state.policies.length + 1, weights, reason, createdAt: new Date().toISOString() });
  notify('policy', {});
  return { weights, reason };
}

function addVariant(context) {
  const { state, body } = context;
  if (state.variants.some((v) => v.id === body.id)) throw new Problem(409, `Variant ${body.id} exists`);
  const share = body.weight / 100;
  for (const v of state.variants) v.weight *= 1 - share;
  const variant = { ...body, parameters: body.parameters ?? {}, weight: share, version: 1, origin: 'api', createdAt: new Date().toISOString() };
  state.variants.push(variant);
  policy(context, `variant ${body.id} added with ${body.weight} % of the traffic`);
  return { status: 201, body: variant };
}

function patchVariant(context, id) {
  const { state, body } = context;
  const variant = find(state.variants, id, 'variant');
  if (body.prompt !== undefined && body.prompt !== variant.prompt) variant.version += 1;
  Object.assign(variant, body, body.weight === undefined ? {} : { weight: body.weight / 100 });
  policy(context, `variant ${id} changed`);
  return variant;
}

function setActive(context, id, active) {
  const variant = find(context.state.variants, id, 'variant');
  variant.active = active;
  if (active && variant.weight === 0) variant.weight = 0.1;
  return policy(context, `variant ${id} ${active ? 'activated' : 'deactivated'}`);
}

function addAlert({ state, body }) {
  const alert = { windowDays: 1, countMin: 20, comparison: 'below', active: true, ...body, firing: false, value: null, message: `${body.metric}: not checked yet`, since: null, checkedAt: null, createdAt: new Date().toISOString() };
  state.alerts.push(alert);
  return { status: 201, body: alert };
}

/** The mock's figures are made up; one that is looked at lies beyond every line. */
function checkAlerts(state) {
  const now = new Date().toISOString();
  for (const alert of state.alerts.filter((each) => each.active)) {
    Object.assign(alert, { firing: true, value: 48, since: now, checkedAt: now, message: `success rate 48 % is ${alert.comparison} ${alert.threshold} % over ${alert.windowDays} days` });
  }
}

function task(context, id, action) {
  const found = find(context.state.scheduler.tasks, id, 'task');
  if (action === 'run' && id === 'alerts') checkAlerts(context.state);
  if (action === 'run' && id === 'performance-analysis') putReport(context.state.reports, Date.now());
  if (action === 'run') Object.assign(found, { lastRun: new Date().toISOString(), lastOutcome: 'ok', lastDurationMs: 23 });
  else found.enabled = action === 'enable';
  if (action === 'enable') found.nextRun = new Date(Date.now() + found.interval).toISOString();
  context.notify('task', { id });
  return found;
}

function retrain({ state, notify }) {
  const rated = state.sessions.filter((s) => s.userRating !== null).length;
  if (rated === 0) return { message: 'No rated sessions to train on', sessionsFound: 0 };
  const model = { version: state.models.length + 1, kind: 'quality-ridge', status: 'serving', parent: state.models[0]?.version ?? null, metrics: modelMetrics(state.models[0]?.version ?? null, 0.128, rated), reason: 'not worse on held-out sessions', createdAt: new Date().toISOString() };
  for (const m of state.models) m.status = 'retired';
  state.models.unshift(model);
  notify('model', { version: model.version });
  return { success: true, timestamp: model.createdAt, metrics: { totalSessions: state.sessions.length, trainingPoints: rated, validatedPoints: rated, avgQualityScore: 0.74, highQualityCount: 210, lowQualityCount: 31, improvementRate: 0.06 }, patterns: { successful: { avgComplexity: 0.4, avgAspectRatioChange: 1.2, avgSizeChangeRatio: 1.5 }, problematic: { avgComplexity: 0.6, avgAspectRatioChange: 4.1, avgSizeChangeRatio: 2.2 } }, improvedPrompts: 'Keep the headline at least a third wider than the body on very wide pages.', recommendations: ['Very wide targets are rated lower: try fewer elements there'] };
}

function rollback({ state, body, notify }, version) {
  const before = state.models.find((m) => m.status === 'serving');
  for (const m of state.models) if (m.status === 'serving') m.status = 'retired';
  const model = state.models.find((m) => m.version === version);
  Object.assign(model, { status: 'serving', reason: `rolled back from version ${before?.version} by admin${body?.reason ? `: ${body.reason}` : ''}` });
  notify('model', { version });
  return model;
}

const seedRow = (s) => ({ ...s, originalCanvas: JSON.stringify(s.originalCanvas), targetDimensions: JSON.stringify(s.targetDimensions), aiResult: JSON.stringify(s.aiResult) });

const fill = (template, values) => template.replace(/\{(\w+)\}/g, (whole, name) => (values[name] === undefined ? whole : String(values[name])));

/** [method, pattern, needs admin, handler(context, ...captures)] */
export const routes = [
  ['POST', /^\/(?:api\/ai|v1)\/resize$/, false, (c) => doResize(c)],
  ['POST', /^\/(?:api\/ai\/resize-session|v1\/sessions)$/, false, (c) => ({ data: seedRow(addSession(c.state, { ...assign(c.state, c.body.userId ?? 'seed'), ...c.body })) })],
  ['PATCH', /^\/api\/ai\/resize-session\/([^/]+)$/, false, (c, id) => ({ data: correct(c, id, c.body) })],
  ['POST', /^\/api\/ai\/resize-feedback$/, false, (c) => ({ data: rate(c, c.body.sessionId, c.body), message: 'Feedback recorded' })],
  ['POST', /^\/api\/ai\/retrain-model$/, true, (c) => retrain(c)],
  ['GET', /^\/api\/ai\/training-analytics$/, false, (c) => analytics(c.state)],
  ['GET', /^\/v1\/sessions$/, false, (c) => list(c)],
  ['GET', /^\/v1\/sessions\/([^/]+)$/, false, (c, id) => find(c.state.sessions, id, 'session')],
  ['PATCH', /^\/v1\/sessions\/([^/]+)$/, false, (c, id) => correct(c, id, c.body)],
  ['POST', /^\/v1\/sessions\/([^/]+)\/feedback$/, false, (c, id) => rate(c, id, c.body)],
  ['GET', /^\/v1\/sessions\/([^/]+)\/picture$/, false, (c, id) => {
    const s = find(c.state.sessions, id, 'session');
    const of = c.query.get('of');
    const page = s.originalCanvas?.objects?.[0] ?? s.targetDimensions;
    return { type: 'image/svg+xml', text: of === 'before' ? picture(s.originalCanvas, page) : picture(of === 'corrected' ? s.manualCorrections?.canvas ?? s.aiResult : s.aiResult, s.targetDimensions) };
  }],
  ['GET', /^\/v1\/experiments\/default\/objectives$/, false, (c) => objectives(c.state)],
  ['GET', /^\/v1\/experiments\/default\/results$/, false, (c) => results(c.state)],
  ['GET', /^\/v1\/experiments\/default\/performance$/, false, (c) => ({ data: performance(c.state) })],
  ['GET', /^\/v1\/experiments\/default\/significance$/, false, (c) => significance(c.state, c.query.get('a'), c.query.get('b'))],
  ['POST', /^\/v1\/experiments\/default\/optimize$/, true, (c) => policy(c, 'optimised on request')],
  ['PATCH', /^\/v1\/experiments\/default$/, true, (c) => { Object.assign(c.state, c.body); c.notify('policy', {}); return { allocation: c.state.allocation }; }],
  ['GET', /^\/v1\/variants$/, false, (c) => ({ data: c.state.variants.map((v) => ({ ...v, weight: v.weight * 100 })) })],
  ['POST', /^\/v1\/variants$/, true, (c) => addVariant(c)],
  ['PATCH', /^\/v1\/variants\/([^/]+)$/, true, (c, id) => patchVariant(c, id)],
  ['POST', /^\/v1\/variants\/([^/]+)\/(activate|deactivate)$/, true, (c, id, to) => setActive(c, id, to === 'activate')],
  ['POST', /^\/v1\/variants\/([^/]+)\/prompt$/, false, (c, id) => ({ prompt: fill(find(c.state.variants, id, 'variant').prompt, c.body) })],
  ['POST', /^\/v1\/assignments$/, false, (c) => assign(c.state, c.body.userId)],
  ['POST', /^\/v1\/metrics$/, false, (c) => { addSession(c.state, { userId: c.body.userId ?? 'metrics', variantId: c.body.variantId, variantVersion: 1, userRating: c.body.rating ?? null, processingTime: c.body.processingTime ?? null, resizer: 'client', targetDimensions: { width: 0, height: 0 } }); c.notify('feedback', {}); return { recorded: true }; }],
  ['GET', /^\/v1\/scheduler$/, false, (c) => c.state.scheduler],
  ['POST', /^\/v1\/scheduler\/(start|stop)$/, true, (c, to) => { c.state.scheduler.running = to === 'start'; c.notify('task', {}); return c.state.scheduler; }],
  ['POST', /^\/v1\/scheduler\/tasks\/([^/]+)\/(enable|disable|run)$/, true, (c, id, action) => task(c, id, action)],
  ['POST', /^\/v1\/retrain$/, true, (c) => retrain(c)],
  ['GET', /^\/v1\/parameter-search$/, false, (c) => parameterSearch(c.state)],
  ['POST', /^\/v1\/parameter-search$/, true, (c) => ({ entered: null, message: 'no stored canvas to try a step on', verdicts: [], plan: null })],
  ['GET', /^\/v1\/models$/, false, (c) => ({ data: c.state.models })],
  ['GET', /^\/v1\/models\/(\d+)$/, false, (c, version) => ({ ...find(c.state.models.map((m) => ({ ...m, id: String(m.version) })), version, 'model'), parameters: {} })],
  ['POST', /^\/v1\/models\/(\d+)\/rollback$/, true, (c, version) => rollback(c, Number(version))],
  ['GET', /^\/v1\/alerts$/, false, (c) => ({ data: c.state.alerts })],
  ['POST', /^\/v1\/alerts$/, true, (c) => addAlert(c)],
  ['PATCH', /^\/v1\/alerts\/([^/]+)$/, true, (c, id) => Object.assign(find(c.state.alerts, id, 'alert'), c.body)],
  ['DELETE', /^\/v1\/alerts\/([^/]+)$/, true, (c, id) => { c.state.alerts = c.state.alerts.filter((alert) => alert.id !== id); return {}; }],
  ['GET', /^\/v1\/reports$/, false, (c) => ({ data: c.state.reports })],
  ['GET', /^\/v1\/reports\/(\d+)$/, false, (c, id) => c.state.reports.find((r) => r.id === Number(id)) ?? find([], id, 'report')],
  ['GET', /^\/v1\/training-data$/, true, (c) => ({ data: c.state.sessions.filter((s) => s.userRating !== null).slice(-100).map((s) => ({ id: s.id, sessionId: s.id, inputFeatures: [s.targetDimensions.width, s.targetDimensions.height, s.processingTime], expectedOutput: null, qualityScore: (s.userRating - 1) / 4, validated: true, createdAt: s.createdAt })), nextCursor: null })],
  ['GET', /^\/v1\/audit$/, true, (c) => ({ data: c.state.audit })],
  ['DELETE', /^\/v1\/users\/([^/]+)\/data$/, true, (c, id) => {
    const before = c.state.sessions.length;
    c.state.sessions = c.state.sessions.filter((s) => s.userId !== id);
    return { erased: { sessions: before - c.state.sessions.length } };
  }],
  ['GET', /^\/v1\/config$/, false, (c) => ({ version: '0.1.0', adminConfigured: true, llmConfigured: false, schedulerRunning: c.state.scheduler.running, database: 'sqlite' })],
];
