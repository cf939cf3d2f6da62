import { type LocalTask, LocalTasks } from './local-tasks.js';
import { shared } from './shared.js';
import { type Reported, type Snapshot, snapshot } from './snapshot.js';
import type { SchedulerStatus, TaskStatus } from './types.js';

/**
 * The server's scheduler, under the names editors call it by. The tasks run on the server, once per
 * tick however many replicas or editors there are. Tasks given to registerTask are functions of this
 * process; they run here, between startScheduler and stopScheduler.
 *
 * All changes need the admin key. Await one to know that it was done.
 */
class TrainingScheduler {
  private readonly local = new LocalTasks();
  private known: TaskStatus[] = [];
  private generation = shared.generation;

  startScheduler(): Reported<void> {
    this.local.start();
    return shared.change(async (client) => void (await client.setScheduler('start')));
  }

  stopScheduler(): Reported<void> {
    this.local.stop();
    return shared.change(async (client) => void (await client.setScheduler('stop')));
  }

  enableTask(id: string): Reported<void> {
    return this.change(id, 'enable');
  }

  disableTask(id: string): Reported<void> {
    return this.change(id, 'disable');
  }

  /** Runs a task now; awaiting it waits for the run itself. */
  runTaskNow(id: string): Reported<void> {
    return this.change(id, 'run');
  }

  /** Adds a function of this process as a task. The same id again replaces it. */
  registerTask(task: LocalTask): void {
    this.local.register(task);
  }

  /** Every task with its last and next run: the server's, then this process's own. */
  getTaskStatus(): Snapshot<TaskStatus[]> {
    if (this.generation !== shared.generation) {
      this.known = [];
      this.generation = shared.generation;
    }
    const fresh = shared.read(async (client) => {
      const status: SchedulerStatus = await client.scheduler();
      this.known = status.tasks;
      return this.all();
    });
    return snapshot(this.all(), fresh);
  }

  private all(): TaskStatus[] {
    return [...structuredClone(this.known), ...this.local.status()];
  }

  private change(id: string, action: 'enable' | 'disable' | 'run'): Reported<void> {
    return shared.change(async (client) => {
      if (this.local.has(id)) await this.local[action](id);
      else await client.task(id, action);
    });
  }
}

export const trainingScheduler = new TrainingScheduler();

export function startScheduler(): Reported<void> {
  return trainingScheduler.startScheduler();
}

export function stopScheduler(): Reported<void> {
  return trainingScheduler.stopScheduler();
}
