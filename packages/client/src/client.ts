import { type CallOptions, type ClientOptions, Transport } from './http.js';
import type * as api from './types.js';

export type PictureKind = 'before' | 'after' | 'corrected';

/** Every call of the server, typed. One instance per server and key; it holds no other state. */
export class RefitClient {
  readonly transport: Transport;

  constructor(options: ClientOptions = {}) {
    this.transport = new Transport(options);
  }

  // ---- resize and feedback

  resize(body: api.ResizeRequest, options: CallOptions = {}): Promise<api.ResizeResult> {
    return this.post('/v1/resize', body, options);
  }

  sessions(
    query: { limit?: number; cursor?: string; variant?: string; rated?: boolean } = {},
    options: CallOptions = {},
  ): Promise<api.Page<api.SessionSummary>> {
    return this.get('/v1/sessions', query, options);
  }

  session(id: string, options: CallOptions = {}): Promise<api.Session> {
    return this.get(`/v1/sessions/${encodeURIComponent(id)}`, {}, options);
  }

  /** Says what the person changed by hand, or that they took the resize back. */
  correct(
    id: string,
    body: { manualCorrections?: api.ManualCorrections; undone?: boolean },
    options: CallOptions & { etag?: string } = {},
  ): Promise<api.Session> {
    return this.transport.json({
      ...options,
      method: 'PATCH',
      path: `/v1/sessions/${encodeURIComponent(id)}`,
      body,
      ...(options.etag ? { headers: { 'If-Match': options.etag } } : {}),
    });
  }

  feedback(id: string, body: api.Feedback, options: CallOptions = {}): Promise<unknown> {
    return this.post(`/v1/sessions/${encodeURIComponent(id)}/feedback`, body, options);
  }

  pictureUrl(id: string, of: PictureKind): string {
    return this.transport.url(`/v1/sessions/${encodeURIComponent(id)}/picture`, { of });
  }

  analytics(options: CallOptions = {}): Promise<api.TrainingAnalytics> {
    return this.get('/api/ai/training-analytics', {}, options);
  }

  // ---- experiment

  results(experiment = 'default', options: CallOptions = {}): Promise<api.ExperimentResults> {
    return this.get(`/v1/experiments/${encodeURIComponent(experiment)}/results`, {}, options);
  }

  /** Quality, latency, cost and corrections of each variant; see the Pareto front. */
  objectives(experiment = 'default', options: CallOptions = {}): Promise<api.Objectives> {
    return this.get(`/v1/experiments/${encodeURIComponent(experiment)}/objectives`, {}, options);
  }

  async performance(options: CallOptions = {}): Promise<api.VariantPerformance[]> {
    const page = await this.get<{ data: api.VariantPerformance[] }>(
      '/v1/experiments/default/performance', {}, options);
    return page.data;
  }

  significance(a: string, b: string, options: CallOptions = {}): Promise<api.Significance> {
    return this.get('/v1/experiments/default/significance', { a, b }, options);
  }

  optimize(options: CallOptions = {}): Promise<{ weights: Record<string, number>; reason: string }> {
    return this.post('/v1/experiments/default/optimize', {}, options, true);
  }

  updateExperiment(
    body: { allocation?: string; explorationFloor?: number; holdback?: number },
    options: CallOptions = {},
  ): Promise<unknown> {
    return this.patch('/v1/experiments/default', body, options);
  }

  assign(userId: string, options: CallOptions = {}): Promise<api.Assignment> {
    return this.post('/v1/assignments', { userId }, options);
  }

  recordMetrics(
    body: { variantId: string; rating?: number; processingTime?: number; userId?: string },
    options: CallOptions = {},
  ): Promise<{ recorded: boolean }> {
    return this.post('/v1/metrics', body, options);
  }

  async variants(options: CallOptions = {}): Promise<api.Variant[]> {
    return (await this.get<{ data: api.Variant[] }>('/v1/variants', {}, options)).data;
  }

  addVariant(body: api.NewVariant, options: CallOptions = {}): Promise<api.Variant> {
    return this.post('/v1/variants', body, options, true);
  }

  updateVariant(
    id: string,
    body: Partial<Omit<api.NewVariant, 'id'>>,
    options: CallOptions = {},
  ): Promise<api.Variant> {
    return this.patch(`/v1/variants/${encodeURIComponent(id)}`, body, options);
  }

  activateVariant(id: string, options: CallOptions = {}): Promise<unknown> {
    return this.post(`/v1/variants/${encodeURIComponent(id)}/activate`, {}, options, true);
  }

  deactivateVariant(id: string, options: CallOptions = {}): Promise<unknown> {
    return this.post(`/v1/variants/${encodeURIComponent(id)}/deactivate`, {}, options, true);
  }

  async prompt(id: string, values: api.PromptParameters, options: CallOptions = {}): Promise<string> {
    const path = `/v1/variants/${encodeURIComponent(id)}/prompt`;
    return (await this.post<{ prompt: string }>(path, values, options)).prompt;
  }

  // ---- scheduler and learning
  /** The search for better engine parameters: every arm as a point. */
  parameterSearch(options: CallOptions = {}): Promise<api.SearchTrace> {
    return this.get('/v1/parameter-search', {}, options);
  }

  /** Judges the canaries and enters the next step of the search. */
  searchParameters(options: CallOptions = {}): Promise<api.SearchReport> {
    return this.post('/v1/parameter-search', {}, options, true);
  }


  scheduler(options: CallOptions = {}): Promise<api.SchedulerStatus> {
    return this.get('/v1/scheduler', {}, options);
  }

  setScheduler(action: 'start' | 'stop', options: CallOptions = {}): Promise<unknown> {
    return this.post(`/v1/scheduler/${action}`, {}, options, true);
  }

  task(id: string, action: 'enable' | 'disable' | 'run', options: CallOptions = {}): Promise<unknown> {
    return this.post(`/v1/scheduler/tasks/${encodeURIComponent(id)}/${action}`, {}, options, true);
  }

  retrain(
    body: { days?: number; minRating?: number } = {},
    options: CallOptions = {},
  ): Promise<api.RetrainReport> {
    return this.post('/v1/retrain', body, options, true);
  }

  async models(options: CallOptions = {}): Promise<api.Model[]> {
    return (await this.get<{ data: api.Model[] }>('/v1/models', {}, options)).data;
  }

  /** One report; `markdown` has it as a text. */
  report(id: number, options: CallOptions = {}): Promise<api.Report> {
    return this.get(`/v1/reports/${id}`, {}, options);
  }

  /** Reports, newest first; the weekly ones have kind "performance-analysis". */
  async reports(limit = 10, options: CallOptions = {}): Promise<api.Report[]> {
    return (await this.get<{ data: api.Report[] }>('/v1/reports', { limit }, options)).data;
  }

  /** One model with its parameters. */
  model(version: number, options: CallOptions = {}): Promise<api.Model> {
    return this.get(`/v1/models/${version}`, {}, options);
  }

  /** Lets an older quality model serve again. */
  rollbackModel(version: number, body: { reason?: string } = {}, options: CallOptions = {}): Promise<api.Model> {
    return this.post(`/v1/models/${version}/rollback`, body, options, true);
  }

  async alerts(options: CallOptions = {}): Promise<api.Alert[]> {
    return (await this.get<{ data: api.Alert[] }>('/v1/alerts', {}, options)).data;
  }

  addAlert(body: api.NewAlert, options: CallOptions = {}): Promise<api.Alert> {
    return this.post('/v1/alerts', body, options, true);
  }

  /** A changed alert is judged afresh. */
  updateAlert(id: string, body: Partial<Omit<api.NewAlert, 'id'>>, options: CallOptions = {}): Promise<api.Alert> {
    return this.patch(`/v1/alerts/${encodeURIComponent(id)}`, body, options);
  }

  removeAlert(id: string, options: CallOptions = {}): Promise<void> {
    const path = `/v1/alerts/${encodeURIComponent(id)}`;
    return this.transport.json({ ...options, method: 'DELETE', path, admin: true });
  }

  async audit(options: CallOptions = {}): Promise<api.AuditRow[]> {
    const call = { ...options, path: '/v1/audit', admin: true };
    return (await this.transport.json<{ data: api.AuditRow[] }>(call)).data;
  }

  eraseUser(userId: string, options: CallOptions = {}): Promise<{ erased: Record<string, number> }> {
    const path = `/v1/users/${encodeURIComponent(userId)}/data`;
    return this.transport.json({ ...options, method: 'DELETE', path, admin: true });
  }

  config(options: CallOptions = {}): Promise<api.ServerConfig> {
    return this.get('/v1/config', {}, options);
  }

  eventsUrl(): string {
    return this.transport.url('/v1/events');
  }

  private get<T>(
    path: string,
    query: Record<string, string | number | boolean | undefined>,
    options: CallOptions,
  ): Promise<T> {
    return this.transport.json({ ...options, path, query });
  }

  private post<T>(path: string, body: unknown, options: CallOptions, admin = false): Promise<T> {
    return this.transport.json({ ...options, method: 'POST', path, body, admin });
  }

  /** The PATCH calls of this class that change the experiment are all admin calls. */
  private patch<T>(path: string, body: unknown, options: CallOptions): Promise<T> {
    return this.transport.json({ ...options, method: 'PATCH', path, body, admin: true });
  }
}
