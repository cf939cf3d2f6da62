import { createContext, type ReactElement, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { type EventKind, eventKinds } from '@refit/client';
import { baseUrl } from '../base-url';

export type LiveState = 'connecting' | 'live' | 'lost';
type Listener = (kind: EventKind) => void;

interface Live {
  state: LiveState;
  subscribe: (listener: Listener) => () => void;
}

const LiveContext = createContext<Live>({ state: 'connecting', subscribe: () => () => undefined });

const kFirstRetryMs = 1000;
const kLongestRetryMs = 30_000;

/** One event stream for the whole page; pages subscribe to it. */
export function LiveProvider({ children }: { children: ReactNode }): ReactElement {
  const [state, setState] = useState<LiveState>('connecting');
  const listeners = useRef(new Set<Listener>());
  useEffect(() => connect(listeners.current, setState), []);
  const live = useMemo<Live>(() => ({
    state,
    subscribe(listener) {
      listeners.current.add(listener);
      return () => listeners.current.delete(listener);
    },
  }), [state]);
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

/** Keeps a stream open until stopped. After a break everything is told to load again. */
function connect(listeners: Set<Listener>, setState: (state: LiveState) => void): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  const tell = (kind: EventKind): void => listeners.forEach((listener) => listener(kind));
  const open = (): void => {
    source = new EventSource(`${baseUrl}/v1/events`);
    source.onopen = () => {
      // Whatever happened while the stream was down was not heard.
      if (failures > 0) eventKinds.forEach(tell);
      failures = 0;
      setState('live');
    };
    source.onerror = () => {
      failures += 1;
      setState('lost');
      // The browser reconnects by itself after a break, but gives up for good on an error status.
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, Math.min(kLongestRetryMs, kFirstRetryMs * 2 ** Math.min(failures, 6)));
    };
    for (const kind of eventKinds) source.addEventListener(kind, () => tell(kind));
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

export function useLive(): Live {
  return useContext(LiveContext);
}
