import { type FormEvent, type ReactElement, useState } from 'react';
import type { Alert, AlertMetric } from '@refit/client';
import { Scroll } from '@refit/react/src/scroll';
import { alertId, kMetrics, lineOf, stateOf } from '../alerts';
import { useAdmin } from '../admin';
import { hrefOf } from '../router';
import { useLoad } from '../use-load';
import { Ago, Badge, Card, Empty, Pending } from './basics';

/** What fires now, where everybody sees it. */
export function FiringAlerts(): ReactElement | null {
  const { api } = useAdmin();
  const alerts = useLoad('alerts', (signal) => api.alerts({ signal }), ['task']);
  const firing = (alerts.data ?? []).filter((alert) => alert.firing);
  if (firing.length === 0) return null;
  return (
    <section className="refit-problem" role="alert" aria-label="Alerts">
      <ul className="plain">
        {firing.map((alert) => <li key={alert.id}><strong>{alert.id}</strong>: {alert.message}, since <Ago exact at={alert.since} />.</li>)}
      </ul>
      <a className="link" href={hrefOf('settings')}>Alerts</a>
    </section>
  );
}

function Row({ alert, reload }: { alert: Alert; reload: () => void }): ReactElement {
  const { act } = useAdmin();
  const state = stateOf(alert);
  const change = async (done: string, active: boolean): Promise<void> => {
    await act(done, (api) => api.updateAlert(alert.id, { active }));
    reload();
  };
  const remove = async (): Promise<void> => {
    await act(`Alert ${alert.id} removed`, (api) => api.removeAlert(alert.id));
    reload();
  };
  return (
    <tr>
      <th scope="row">{lineOf(alert)}<div className="refit-muted small mono">{alert.id}</div></th>
      <td><Badge tone={state.tone}>{state.text}</Badge></td>
      <td>{alert.message}{alert.checkedAt && <div className="refit-muted small"><Ago at={alert.checkedAt} /></div>}</td>
      <td>
        <div className="row end">
          <button type="button" className="refit-button is-small" onClick={() => void change(`Alert ${alert.id} is ${alert.active ? 'off' : 'on'}`, !alert.active)}>
            {alert.active ? 'Switch off' : 'Switch on'}<span className="refit-hidden"> {alert.id}</span>
          </button>
          <button type="button" className="refit-button is-small" onClick={() => void remove()}>Remove<span className="refit-hidden"> {alert.id}</span></button>
        </div>
      </td>
    </tr>
  );
}

function NewAlert({ alerts, reload }: { alerts: Alert[]; reload: () => void }): ReactElement {
  const { act } = useAdmin();
  const [metric, setMetric] = useState<AlertMetric>('successRate');
  const [comparison, setComparison] = useState<'above' | 'below'>('below');
  const [threshold, setThreshold] = useState('');
  const [days, setDays] = useState('7');
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const id = alertId(metric, comparison, alerts.map((alert) => alert.id));
    const made = await act(`Alert ${id} added`, (api) => api.addAlert({ id, metric, comparison, threshold: Number(threshold), windowDays: Number(days) }));
    if (made) setThreshold('');
    reload();
  };
  return (
    <form className="form-row foot" aria-label="New alert" onSubmit={(event) => void add(event)}>
      <label className="refit-field"><span>Figure</span>
        <select value={metric} onChange={(e) => setMetric(e.target.value as AlertMetric)}>
          {Object.entries(kMetrics).map(([name, { label }]) => <option key={name} value={name}>{label}</option>)}
        </select>
      </label>
      <label className="refit-field is-narrow"><span>is</span>
        <select value={comparison} onChange={(e) => setComparison(e.target.value as 'above' | 'below')}>
          <option value="below">below</option>
          <option value="above">above</option>
        </select>
      </label>
      <label className="refit-field is-narrow"><span>Line{kMetrics[metric].unit && `, ${kMetrics[metric].unit}`}</span>
        <input type="number" required step="any" min={kMetrics[metric].lowest} max={kMetrics[metric].highest} value={threshold} onChange={(e) => setThreshold(e.target.value)} />
      </label>
      <label className="refit-field is-narrow"><span>over days</span>
        <input type="number" required min={1} max={90} value={days} onChange={(e) => setDays(e.target.value)} />
      </label>
      <button type="submit" className="refit-button is-primary">Add alert</button>
    </form>
  );
}

export function AlertsCard(): ReactElement {
  const { api, act } = useAdmin();
  const loaded = useLoad('alerts', (signal) => api.alerts({ signal }), ['task']);
  const alerts = loaded.data ?? [];
  const check = async (): Promise<void> => {
    await act('Alerts checked', (client) => client.task('alerts', 'run'));
    loaded.reload();
  };
  return (
    <Card title="Alerts" note="Checked every five minutes while the scheduler runs; told to the webhook of REFIT_ALERT_WEBHOOK."
      actions={alerts.length > 0 && <button type="button" className="refit-button" onClick={() => void check()}>Check now</button>}>
      {!loaded.data ? <Pending of={loaded} /> : alerts.length === 0 ? <Empty title="No alerts">Add a line that a figure should not cross.</Empty> : (
        <Scroll label="Alerts">
          <table className="refit-table">
            <thead><tr><th scope="col">Fires when</th><th scope="col">State</th><th scope="col">Last check</th><th scope="col"><span className="refit-hidden">Actions</span></th></tr></thead>
            <tbody>{alerts.map((alert) => <Row key={alert.id} alert={alert} reload={loaded.reload} />)}</tbody>
          </table>
        </Scroll>
      )}
      <NewAlert alerts={alerts} reload={loaded.reload} />
    </Card>
  );
}
