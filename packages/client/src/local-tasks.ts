import type { TaskStatus } from './types.js';

/** A function of this process that runs every `interval` milliseconds. */
export interface LocalTask {
  id: string;
  name: string;
  interval: number;
  enabled?: boolean;
  task: () => unknown;
}

interface Entry extends LocalTask {
  enabled: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
  lastRun: number | null;
  nextRun: number | null;
  lastOutcome: string | null;
  lastDurationMs: number | null;
  running: boolean;
}

/** Timers hold a signed 32-bit number of milliseconds; beyond it they fire at once, for ever. */
export const kTimerMaxMs = 2 ** 31 - 1;

/** Tasks of this process. One timer per task at most, whatever is called how often. */
export class LocalTasks {
  private readonly entries = new Map<string, Entry>();
  private started = false;

  register(task: LocalTask): void {
    if (!(task.interval > 0)) throw new RangeError(`Task ${task.id}: interval must be above 0 ms`);
    const before = this.entries.get(task.id);
    if (before) this.disarm(before);
    const entry: Entry = {
      ...task, enabled: task.enabled ?? true, timer: undefined, lastRun: null, nextRun: null,
      lastOutcome: null, lastDurationMs: null, running: false,
    };
    this.entries.set(task.id, entry);
    this.plan(entry);
  }

  has(id: string): boolean {
    return this.entries.has(id);
  }

  start(): void {
    this.started = true;
    for (const entry of this.entries.values()) this.plan(entry);
  }

  stop(): void {
    this.started = false;
    for (const entry of this.entries.values()) this.disarm(entry);
  }

  enable(id: string): void {
    const entry = this.entry(id);
    entry.enabled = true;
    this.plan(entry);
  }

  disable(id: string): void {
    const entry = this.entry(id);
    entry.enabled = false;
    this.disarm(entry);
  }

  async run(id: string): Promise<void> {
    await this.execute(this.entry(id));
  }

  status(): TaskStatus[] {
    return [...this.entries.values()].map((entry) => ({
      id: entry.id, name: entry.name, enabled: entry.enabled, interval: entry.interval,
      lastRun: toIso(entry.lastRun), nextRun: toIso(entry.nextRun),
      lastOutcome: entry.lastOutcome, lastDurationMs: entry.lastDurationMs, running: entry.running,
    }));
  }

  private entry(id: string): Entry {
    const entry = this.entries.get(id);
    if (!entry) throw new Error(`No task ${id}`);
    return entry;
  }

  private plan(entry: Entry): void {
    if (!this.started || !entry.enabled || entry.timer !== undefined) return;
    entry.nextRun = Date.now() + entry.interval;
    this.arm(entry);
  }

  private arm(entry: Entry): void {
    const left = Math.max(0, (entry.nextRun ?? 0) - Date.now());
    const timer = setTimeout(() => {
      entry.timer = undefined;
      if ((entry.nextRun ?? 0) > Date.now()) this.arm(entry);
      // A failing task has said so in its status; its next run still comes.
      else void this.execute(entry).catch(() => undefined).then(() => this.plan(entry));
    }, Math.min(left, kTimerMaxMs));
    entry.timer = timer;
    // A waiting task must not keep a finished program alive.
    (timer as { unref?: () => void }).unref?.();
  }

  private disarm(entry: Entry): void {
    clearTimeout(entry.timer);
    entry.timer = undefined;
    entry.nextRun = null;
  }

  private async execute(entry: Entry): Promise<void> {
    if (entry.running) return;
    const begun = Date.now();
    entry.running = true;
    try {
      await entry.task();
      entry.lastOutcome = 'ok';
    } catch (error) {
      entry.lastOutcome = `failed: ${error instanceof Error ? error.message : String(error)}`;
      throw error;
    } finally {
      entry.running = false;
      entry.lastRun = begun;
      entry.lastDurationMs = Date.now() - begun;
    }
  }
}

function toIso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
