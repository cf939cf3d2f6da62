import { RefitClient } from './client.js';
import type { ClientOptions } from './http.js';
import { Reported } from './snapshot.js';

export interface Configuration extends ClientOptions {
  /** Hears of a failed call that nobody awaits. Default: console.error. */
  onError?: (error: unknown) => void;
}

/** What the facades share: one client, one queue of changes, one place for unheard failures. */
export class Shared {
  client: RefitClient;
  /** Grows with each configure(), so that caches of another server are dropped. */
  generation = 0;
  private changes: Promise<unknown> = Promise.resolve();
  private onError: (error: unknown) => void = reportToConsole;

  constructor(configuration: Configuration = {}) {
    this.client = new RefitClient(configuration);
  }

  configure(configuration: Configuration): void {
    const { onError, ...options } = configuration;
    this.client = new RefitClient({ ...this.client.transport.options, ...options });
    if (onError) this.onError = onError;
    this.generation += 1;
  }

  /** Runs changes one after the other, in the order they were asked for. */
  change<T>(work: (client: RefitClient) => Promise<T>): Reported<T> {
    const client = this.client;
    const next = this.changes.then(() => work(client));
    this.changes = next.catch(() => undefined);
    return new Reported(next, (error) => this.onError(error));
  }

  /** Reads after every change asked for so far. */
  read<T>(work: (client: RefitClient) => Promise<T>): Reported<T> {
    const client = this.client;
    return new Reported(this.changes.then(() => work(client)), (error) => this.onError(error));
  }
}

function reportToConsole(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`[refit] ${message}`);
}

function environment(name: string): string | undefined {
  const holder = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return holder.process?.env?.[name];
}

/** On a server the environment says where Refit is; in a page it is the page's own origin. */
function fromEnvironment(): Configuration {
  const baseUrl = environment('REFIT_URL');
  const adminKey = environment('ADMIN_SECRET_KEY');
  return { ...(baseUrl ? { baseUrl } : {}), ...(adminKey ? { adminKey } : {}) };
}

export const shared = new Shared(fromEnvironment());

/** Sets where the facades send their calls: `configure({ baseUrl, adminKey })`. Adds to what was set. */
export function configure(configuration: Configuration): void {
  shared.configure(configuration);
}
