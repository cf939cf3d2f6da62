import { useCallback, useEffect, useRef, useState } from 'react';
import type { EventKind } from '@refit/client';
import { useLive } from './live';

export interface Loaded<T> {
  data: T | null;
  error: string | null;
  loading: boolean;
  reload: () => void;
}

/** Events come in bursts; figures are asked for again at most this often. */
const kReloadGapMs = 800;
/** A page that hears no events (a proxy that buffers them) still catches up. */
const kCatchUpMs = 30_000;

/** Loads on mount, when `key` changes, and when an event of one of `kinds` arrives. */
export function useLoad<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  kinds: readonly EventKind[] = [],
): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, 'reload'>>({ data: null, error: null, loading: true });
  const latest = useRef(load);
  latest.current = load;
  const running = useRef<AbortController | null>(null);
  const reload = useCallback(() => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    latest.current(controller.signal).then(
      (data) => { if (!controller.signal.aborted) setState({ data, error: null, loading: false }); },
      (failure: unknown) => {
        if (controller.signal.aborted) return;
        setState((before) => ({ ...before, error: textOf(failure), loading: false }));
      },
    );
  }, []);
  useEffect(() => {
    setState({ data: null, error: null, loading: true });
    reload();
    return () => running.current?.abort();
  }, [key, reload]);
  useReloadOn(kinds, reload);
  return { ...state, reload };
}

function useReloadOn(kinds: readonly EventKind[], reload: () => void): void {
  const { subscribe } = useLive();
  const wanted = kinds.join();
  useEffect(() => {
    if (!wanted) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = subscribe((kind) => {
      if (timer !== undefined || !wanted.split(',').includes(kind)) return;
      timer = setTimeout(() => { timer = undefined; reload(); }, kReloadGapMs);
    });
    const catchUp = setInterval(reload, kCatchUpMs);
    return () => { stop(); clearTimeout(timer); clearInterval(catchUp); };
  }, [wanted, reload, subscribe]);
}

export function textOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
