import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type CanvasJson, RefitClient, type ResizeResult, type Size } from '@refit/client';
import { baseUrl } from '../base-url';
import { correctionsBetween } from './corrections';
import { kSampleSize, sampleDesign } from './sample';
import { Stage } from './stage';
import { demoUser } from './user';

export interface Served {
  result: ResizeResult;
  /** The design as it was asked for, to go back to. */
  before: CanvasJson;
  beforeSize: Size;
  /** The design as Fabric shows it: what corrections are measured from. */
  shown: CanvasJson;
}

export interface EditorState {
  stageRef: RefObject<HTMLCanvasElement | null>;
  roomRef: RefObject<HTMLDivElement | null>;
  stage: RefObject<Stage | null>;
  user: string;
  size: Size;
  served: Served | null;
  busy: boolean;
  error: string | null;
  /** Objects moved by hand since the resize, and whether the server has them. */
  corrections: { count: number; state: 'none' | 'sending' | 'saved' | 'failed' };
  resize: (target: Size) => Promise<void>;
  undo: () => Promise<void>;
  reset: () => Promise<void>;
}

/** A drag is a stream of small changes; the server hears of the result once it rests. */
const kCorrectionDelayMs = 700;

const kNoCorrections: EditorState['corrections'] = { count: 0, state: 'none' };

async function patchSession(id: string, user: string, body: unknown): Promise<void> {
  // The seed's own path, as an editor would call it.
  const response = await fetch(`${baseUrl}/api/ai/resize-session/${encodeURIComponent(id)}`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json', 'X-User-Id': user },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The server answered ${response.status}`);
}

async function postResize(user: string, canvas: CanvasJson, currentSize: Size, target: Size): Promise<ResizeResult> {
  const { transport } = new RefitClient({ baseUrl, userId: user });
  const body = { canvas, currentSize, targetDimensions: target, userId: user };
  return transport.json<ResizeResult>({ method: 'POST', path: '/api/ai/resize', body });
}

export function useEditor(): EditorState {
  const stageRef = useRef<HTMLCanvasElement>(null);
  const roomRef = useRef<HTMLDivElement>(null);
  const stage = useRef<Stage | null>(null);
  const user = useMemo(demoUser, []);
  const [size, setSize] = useState<Size>(kSampleSize);
  const [served, setServed] = useState<Served | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [corrections, setCorrections] = useState(kNoCorrections);
  const servedNow = useRef<Served | null>(null);
  servedNow.current = served;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const sendCorrections = useCallback(async () => {
    const at = servedNow.current;
    if (!at || !stage.current) return;
    const found = correctionsBetween(at.shown, stage.current.design());
    setCorrections({ count: found.objects.length, state: 'sending' });
    try {
      await patchSession(at.result.sessionId, user, { manualCorrections: found });
      setCorrections({ count: found.objects.length, state: 'saved' });
    } catch {
      setCorrections({ count: found.objects.length, state: 'failed' });
    }
  }, [user]);

  const changed = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void sendCorrections(), kCorrectionDelayMs);
  }, [sendCorrections]);

  const show = useCallback(async (design: CanvasJson, page: Size) => {
    clearTimeout(timer.current);
    await stage.current?.load(design, page);
    setSize(page);
    setCorrections(kNoCorrections);
  }, []);

  useStage(stageRef, roomRef, stage, size, changed, show);

  const attempt = useCallback(async (work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    } finally {
      setBusy(false);
    }
  }, []);

  const resize = (target: Size): Promise<void> => attempt(async () => {
    if (!stage.current) return;
    const before = stage.current.design();
    const beforeSize = stage.current.size;
    const result = await postResize(user, before, beforeSize, target);
    await show(result.canvas, target);
    setServed({ result, before, beforeSize, shown: stage.current.design() });
  });

  const undo = (): Promise<void> => attempt(async () => {
    if (!served) return;
    await show(served.before, served.beforeSize);
    setServed(null);
    await new RefitClient({ baseUrl, userId: user }).correct(served.result.sessionId, { undone: true });
  });

  const reset = (): Promise<void> => attempt(async () => {
    await show(sampleDesign(), kSampleSize);
    setServed(null);
  });

  return { stageRef, roomRef, stage, user, size, served, busy, error, corrections, resize, undo, reset };
}

/** Makes the Fabric canvas once, and keeps the page fitted to the room around it. */
function useStage(
  element: RefObject<HTMLCanvasElement | null>,
  room: RefObject<HTMLDivElement | null>,
  stage: RefObject<Stage | null>,
  size: Size,
  changed: () => void,
  show: (design: CanvasJson, page: Size) => Promise<void>,
): void {
  useEffect(() => {
    if (!element.current) return undefined;
    const made = new Stage(element.current, kSampleSize, changed);
    stage.current = made;
    void show(sampleDesign(), kSampleSize).then(() => fitTo(made, room.current));
    const observer = new ResizeObserver(() => fitTo(made, room.current));
    if (room.current) observer.observe(room.current);
    return () => {
      observer.disconnect();
      stage.current = null;
      made.dispose();
    };
  }, [element, room, stage, changed, show]);
  useEffect(() => { if (stage.current) fitTo(stage.current, room.current); }, [size, room, stage]);
}

function fitTo(stage: Stage, room: HTMLDivElement | null): void {
  if (room) stage.fit({ width: room.clientWidth, height: room.clientHeight });
}
