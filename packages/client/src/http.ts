import { ConnectionError, ProblemError, problemFrom } from './problem.js';

export interface ClientOptions {
  /** Where the server is; '' means the page's own origin. A path prefix is kept. */
  baseUrl?: string;
  /** Sent as a bearer token where a call needs it. Keep it out of browsers' bundles. */
  adminKey?: string;
  /** Sent as X-User-Id: whose sessions these are. */
  userId?: string;
  /** Sent as X-Client-Id where there is no userId: a browser that comes again keeps its variant. */
  clientId?: string;
  /** Replaces the global fetch. */
  fetch?: typeof fetch;
  /** Milliseconds for one attempt. */
  timeout?: number;
  /** Attempts in all, the first included. */
  attempts?: number;
  headers?: Record<string, string>;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** Makes a repeated POST count once; one is made for each call where none is given. */
  idempotencyKey?: string;
}

export interface Call extends CallOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  admin?: boolean;
  headers?: Record<string, string>;
}

const kDefaultTimeoutMs = 60_000;
const kDefaultAttempts = 3;
const kFirstDelayMs = 200;
const kLongestDelayMs = 20_000;

/** The wait before attempt `attempt` (1 = first repeat): full jitter under a doubling cap. */
export function retryDelayMs(
  attempt: number,
  retryAfterSeconds: number | undefined,
  random: () => number = Math.random,
): number {
  const cap = Math.min(kLongestDelayMs, kFirstDelayMs * 2 ** attempt);
  const jitter = cap * random();
  if (retryAfterSeconds === undefined) return jitter;
  return Math.min(kLongestDelayMs, retryAfterSeconds * 1000 + jitter / 4);
}

function newIdempotencyKey(): string {
  const source = globalThis.crypto;
  // Plain-HTTP pages have no randomUUID, and Node 18 has no global crypto.
  if (source && typeof source.randomUUID === 'function') return source.randomUUID();
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      signal?.removeEventListener('abort', stop);
      resolve();
    }
    function stop(): void {
      clearTimeout(timer);
      reject(signal?.reason ?? new Error('aborted'));
    }
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** Sends calls to one server: deadline, retries with jitter, idempotency, problems as errors. */
export class Transport {
  constructor(readonly options: ClientOptions = {}) {}

  url(path: string, query: Call['query'] = {}): string {
    const base = (this.options.baseUrl ?? '').replace(/\/+$/, '');
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) search.set(key, String(value));
    }
    const text = search.toString();
    return `${base}${path}${text ? `?${text}` : ''}`;
  }

  async json<T>(call: Call): Promise<T> {
    const response = await this.send(call);
    const text = await response.text();
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** The reply of the first attempt that did not fail in passing. */
  async send(call: Call): Promise<Response> {
    const headers = this.headersFor(call);
    const attempts = Math.max(1, this.options.attempts ?? kDefaultAttempts);
    for (let attempt = 1; ; attempt += 1) {
      let failure: unknown;
      try {
        return await this.attempt(call, headers);
      } catch (error) {
        failure = error;
      }
      if (call.signal?.aborted) throw failure;
      const transient =
        failure instanceof ConnectionError || (failure instanceof ProblemError && failure.isTransient);
      if (!transient || attempt >= attempts) throw failure;
      const wait = failure instanceof ProblemError ? failure.retryAfter : undefined;
      await sleep(retryDelayMs(attempt, wait), call.signal);
    }
  }

  private headersFor(call: Call): Record<string, string> {
    const headers: Record<string, string> = { Accept: 'application/json', ...this.options.headers };
    if (call.body !== undefined) headers['Content-Type'] = 'application/json';
    if (call.method === 'POST') {
      // One key for all attempts of this call: a retry can then never count twice.
      headers['Idempotency-Key'] = call.idempotencyKey ?? newIdempotencyKey();
    }
    if (this.options.userId) headers['X-User-Id'] = this.options.userId;
    else if (this.options.clientId) headers['X-Client-Id'] = this.options.clientId;
    if (call.admin && this.options.adminKey) {
      headers.Authorization = `Bearer ${this.options.adminKey}`;
    }
    return { ...headers, ...call.headers };
  }

  private async attempt(call: Call, headers: Record<string, string>): Promise<Response> {
    const limit = this.options.timeout ?? kDefaultTimeoutMs;
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(new ConnectionError(`No answer in ${limit} ms`)), limit);
    const forward = (): void => controller.abort(call.signal?.reason);
    if (call.signal?.aborted) forward();
    call.signal?.addEventListener('abort', forward, { once: true });
    const doFetch = this.options.fetch ?? globalThis.fetch.bind(globalThis);
    try {
      const response = await doFetch(this.url(call.path, call.query), {
        method: call.method ?? 'GET',
        headers,
        signal: controller.signal,
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      });
      if (!response.ok) throw await problemFrom(response);
      return response;
    } catch (error) {
      if (error instanceof ProblemError || error instanceof ConnectionError) throw error;
      if (call.signal?.aborted) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new ConnectionError(`Could not reach ${this.url(call.path)}: ${reason}`);
    } finally {
      clearTimeout(timer);
      call.signal?.removeEventListener('abort', forward);
    }
  }
}
