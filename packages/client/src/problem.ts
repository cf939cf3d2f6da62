/** One broken rule of a request, as RFC 9457 lists it under `errors`. */
export interface ProblemDetail {
  detail: string;
  pointer?: string;
  [key: string]: unknown;
}

/** The server said no, and this is why. `status` is the HTTP status. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly title: string;
  readonly type: string;
  readonly errors: ProblemDetail[];
  /** Seconds the server asked to wait before trying again. */
  readonly retryAfter: number | undefined;

  constructor(fields: {
    status: number;
    title: string;
    detail: string;
    type?: string;
    errors?: ProblemDetail[];
    retryAfter?: number;
  }) {
    super(fields.detail || fields.title);
    this.status = fields.status;
    this.title = fields.title;
    this.type = fields.type ?? 'about:blank';
    this.errors = fields.errors ?? [];
    this.retryAfter = fields.retryAfter;
  }

  /** True where the same request may succeed later. */
  get isTransient(): boolean {
    // A 503 without Retry-After means "not configured" here, and waiting does not mend that.
    if (this.status === 503) return this.retryAfter !== undefined;
    return [408, 429, 502, 504].includes(this.status);
  }
}

/** No answer came: refused, cut off, or out of time. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

function parseRetryAfter(value: string | null): number | undefined {
  if (!value) return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000);
}

/** Reads an error reply, whether it is problem+json, the seed's `{error}` or plain text. */
export async function problemFrom(response: Response): Promise<ProblemError> {
  const text = await response.text().catch(() => '');
  let body: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed && typeof parsed === 'object') body = parsed as Record<string, unknown>;
  } catch {
    // A proxy's HTML page says nothing worth showing; the status does.
  }
  const title = typeof body.title === 'string' ? body.title : response.statusText;
  const detail = [body.detail, body.error, body.message].find((part) => typeof part === 'string');
  const retryAfter = parseRetryAfter(response.headers.get('retry-after'));
  return new ProblemError({
    status: response.status,
    title: title || `HTTP ${response.status}`,
    detail: typeof detail === 'string' ? detail : `The server answered ${response.status}`,
    ...(typeof body.type === 'string' ? { type: body.type } : {}),
    ...(Array.isArray(body.errors) ? { errors: body.errors as ProblemDetail[] } : {}),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}
