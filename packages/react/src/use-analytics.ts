import { useCallback, useEffect, useRef, useState } from 'react';
import type { Analytics } from './types.js';

export type Fetcher = (url: string, init?: RequestInit) => Promise<Response>;

export interface AnalyticsState {
  data: Analytics | null;
  error: string | null;
  loading: boolean;
  reload: () => void;
}

/** What the server's error body says, or its status. */
export async function errorText(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const error = body && typeof body === 'object' ? (body as { error?: unknown }).error : undefined;
  return typeof error === 'string' ? error : `The server answered ${response.status}`;
}

/** Loads the analytics and keeps them fresh; a failed refresh keeps the last good figures. */
export function useAnalytics(url: string, fetcher: Fetcher | undefined, pollMs: number): AnalyticsState {
  const [state, setState] = useState<Omit<AnalyticsState, 'reload'>>({ data: null, error: null, loading: true });
  // Callers pass a new arrow function each render; that alone must not load again.
  const latest = useRef(fetcher);
  latest.current = fetcher;
  const load = useCallback(async (signal: AbortSignal) => {
    try {
      const response = await (latest.current ?? fetch)(url, { signal, headers: { Accept: 'application/json' } });
      if (!response.ok) throw new Error(await errorText(response));
      const data = (await response.json()) as Analytics;
      if (!signal.aborted) setState({ data, error: null, loading: false });
    } catch (failure) {
      if (signal.aborted) return;
      const error = failure instanceof Error ? failure.message : String(failure);
      setState((before) => ({ ...before, error, loading: false }));
    }
  }, [url]);
  const [round, setRound] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    void load(controller.signal);
    const timer = pollMs > 0 ? setInterval(() => void load(controller.signal), pollMs) : undefined;
    return () => {
      controller.abort();
      clearInterval(timer);
    };
  }, [load, pollMs, round]);
  const reload = useCallback(() => setRound((n) => n + 1), []);
  return { ...state, reload };
}
