import { type FormEvent, type ReactElement, useState } from 'react';
import { Scroll } from '@refit/react/src/scroll';
import { useAdmin } from '../admin';
import { AlertsCard } from '../parts/alerts';
import { Ago, Badge, Card, Empty, PageHead, Pending } from '../parts/basics';
import { useLoad } from '../use-load';
import { baseUrl } from '../../base-url';

function KeyCard({ configured }: { configured: boolean }): ReactElement {
  const { hasKey, setKey } = useAdmin();
  const [value, setValue] = useState('');
  const save = (event: FormEvent): void => {
    event.preventDefault();
    setKey(value.trim());
    setValue('');
  };
  return (
    <Card title="Admin key" note="Needed for changes. It is kept in this browser tab only and goes when the tab is closed."
      actions={hasKey ? <Badge tone="good">set</Badge> : <Badge>not set</Badge>}>
      {!configured && <p className="refit-problem">The server has no admin key: set ADMIN_SECRET_KEY and restart it to allow changes.</p>}
      <form className="row" onSubmit={save}>
        <label className="refit-field grow"><span className="refit-hidden">Admin key</span>
          <input type="password" autoComplete="off" placeholder="ADMIN_SECRET_KEY of the server" value={value} onChange={(e) => setValue(e.target.value)} />
        </label>
        <button type="submit" className="refit-button is-primary" disabled={!value.trim()}>Use key</button>
        {hasKey && <button type="button" className="refit-button" onClick={() => setKey('')}>Forget key</button>}
      </form>
    </Card>
  );
}

function EraseCard(): ReactElement {
  const { act } = useAdmin();
  const [user, setUser] = useState('');
  const [erased, setErased] = useState<Record<string, number> | null>(null);
  const erase = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!window.confirm(`Erase everything stored about ${user}? This cannot be undone.`)) return;
    const result = await act(`Data of ${user} erased`, (api) => api.eraseUser(user));
    if (result) setErased(result.erased);
  };
  return (
    <Card title="Erase a person's data" note="Removes sessions, feedback, assignments and the training rows made from them.">
      <form className="row" onSubmit={(event) => void erase(event)}>
        <label className="refit-field grow"><span className="refit-hidden">User id</span><input placeholder="user id" required value={user} onChange={(e) => setUser(e.target.value)} /></label>
        <button type="submit" className="refit-button is-danger">Erase</button>
      </form>
      {erased && <p role="status" className="refit-muted">Erased: {Object.entries(erased).map(([what, count]) => `${what} ${count}`).join(', ')}</p>}
    </Card>
  );
}

function AuditCard(): ReactElement {
  const { api, hasKey, act } = useAdmin();
  const audit = useLoad(`audit ${hasKey}`, async (signal) => (hasKey ? api.audit({ signal }) : []));
  if (!hasKey) {
    return <Card title="Audit log"><Empty title="Needs the admin key"><button type="button" className="link" onClick={() => void act('Key accepted', (client) => client.audit())}>Enter the key</button></Empty></Card>;
  }
  return (
    <Card title="Audit log" note="Who changed what, people and the server itself.">
      {!audit.data ? <Pending of={audit} /> : audit.data.length === 0 ? <Empty title="No changes yet" /> : (
        <Scroll label="Audit log" className="is-tall">
          <table className="refit-table">
            <thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Subject</th><th scope="col">Reason</th></tr></thead>
            <tbody>{audit.data.map((row, i) => <tr key={row.seq ?? i}><td><Ago at={row.at} /></td><td>{row.actor}</td><td>{row.action}</td><td>{row.subject}</td><td>{row.reason}</td></tr>)}</tbody>
          </table>
        </Scroll>
      )}
    </Card>
  );
}

export function SettingsPage(): ReactElement {
  const { api } = useAdmin();
  const config = useLoad('config', (signal) => api.config({ signal }));
  const c = config.data;
  const yes = (value: boolean, on: string, off: string): ReactElement => <Badge tone={value ? 'good' : 'plain'}>{value ? on : off}</Badge>;
  return (
    <>
      <PageHead title="Settings" lead="How this server is set up." />
      <div className="stack">
        <KeyCard configured={c?.adminConfigured ?? true} />
        <Card title="Server">
          {!c ? <Pending of={config} /> : (
            <dl className="facts is-list">
              <div><dt>Version</dt><dd>{c.version}</dd></div>
              <div><dt>Database</dt><dd>{c.database}</dd></div>
              <div><dt>Resizing by</dt><dd>{c.llmConfigured ? 'language model, with the layout engine to fall back on' : 'the embedded layout engine'}</dd></div>
              <div><dt>Scheduler</dt><dd>{yes(c.schedulerRunning, 'running', 'stopped')}</dd></div>
              <div><dt>Admin key</dt><dd>{yes(c.adminConfigured, 'configured', 'not configured')}</dd></div>
              <div><dt>For programs</dt><dd><a href={`${baseUrl}/openapi.json`}>OpenAPI</a> · <a href={`${baseUrl}/metrics`}>Prometheus metrics</a> · <a href={`${baseUrl}/api/ai/training-analytics`}>Analytics</a></dd></div>
            </dl>
          )}
        </Card>
        <AlertsCard />
        <div className="columns"><AuditCard /><EraseCard /></div>
      </div>
    </>
  );
}
