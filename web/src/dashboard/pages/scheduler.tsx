import type { ReactElement } from 'react';
import type { TaskStatus } from '@refit/client';
import { formatDuration } from '@refit/react/src/format';
import { Scroll } from '@refit/react/src/scroll';
import { useAdmin } from '../admin';
import { everyText } from '../interval';
import { Ago, Badge, Card, Empty, PageHead, Pending, Stale } from '../parts/basics';
import { useLoad } from '../use-load';

function Outcome({ task }: { task: TaskStatus }): ReactElement {
  if (task.running) return <Badge tone="accent">running</Badge>;
  if (!task.lastOutcome) return <span className="refit-muted">–</span>;
  return <Badge tone={/^(ok|success|succeeded|done|completed)/i.test(task.lastOutcome) ? 'good' : 'bad'}>{task.lastOutcome}</Badge>;
}

function Row({ task, on, reload }: { task: TaskStatus; on: boolean; reload: () => void }): ReactElement {
  const { act } = useAdmin();
  const change = async (action: 'enable' | 'disable' | 'run', done: string): Promise<void> => {
    await act(done, (api) => api.task(task.id, action));
    reload();
  };
  return (
    <tr>
      <th scope="row">{task.name}<div className="refit-muted small mono">{task.id}</div></th>
      <td>{task.enabled ? <Badge tone="good">enabled</Badge> : <Badge>disabled</Badge>}</td>
      <td>{everyText(task.interval)}</td>
      <td><Ago at={task.lastRun} /></td>
      <td><Outcome task={task} /></td>
      <td className="refit-num">{formatDuration(task.lastDurationMs)}</td>
      <td>{task.enabled && on && task.nextRun ? <Ago at={task.nextRun} /> : <span className="refit-muted">not planned</span>}</td>
      <td>
        <div className="row end">
          <button type="button" className="refit-button is-small" disabled={task.running} onClick={() => void change('run', `${task.name} ran`)}>Run now<span className="refit-hidden">: {task.name}</span></button>
          <button type="button" className="refit-button is-small" onClick={() => void change(task.enabled ? 'disable' : 'enable', `${task.name} is ${task.enabled ? 'disabled' : 'enabled'}`)}>
            {task.enabled ? 'Disable' : 'Enable'}<span className="refit-hidden"> {task.name}</span>
          </button>
        </div>
      </td>
    </tr>
  );
}

export function SchedulerPage(): ReactElement {
  const { api, act } = useAdmin();
  const loaded = useLoad('scheduler', (signal) => api.scheduler({ signal }), ['task']);
  const status = loaded.data;
  const change = async (): Promise<void> => {
    await act(status?.running ? 'Scheduler stopped' : 'Scheduler started', (client) => client.setScheduler(status?.running ? 'stop' : 'start'));
    loaded.reload();
  };
  return (
    <>
      <PageHead title="Scheduler" lead="What runs by itself: weights daily, analysis weekly, training monthly."
        actions={status && (
          <>
            {status.running ? <Badge tone="good">running</Badge> : <Badge tone="warn">stopped</Badge>}
            <button type="button" className={`refit-button${status.running ? '' : ' is-primary'}`} onClick={() => void change()}>{status.running ? 'Stop' : 'Start'}</button>
          </>
        )} />
      <Stale of={loaded} />
      {!status ? <Pending of={loaded} /> : (
        <Card>
          {status.tasks.length === 0 ? <Empty title="No tasks" /> : (
            <Scroll label="Tasks">
              <table className="refit-table">
                <thead>
                  <tr><th scope="col">Task</th><th scope="col">State</th><th scope="col">Runs</th><th scope="col">Last run</th><th scope="col">Outcome</th><th scope="col" className="refit-num">Took</th><th scope="col">Next run</th><th scope="col"><span className="refit-hidden">Actions</span></th></tr>
                </thead>
                <tbody>{status.tasks.map((task) => <Row key={task.id} task={task} on={status.running} reload={loaded.reload} />)}</tbody>
              </table>
            </Scroll>
          )}
          {!status.running && <p className="refit-muted small foot">While the scheduler is stopped nothing runs by itself; “Run now” still works.</p>}
        </Card>
      )}
    </>
  );
}
