import { type ReactElement, useState } from 'react';
import type { Model } from '@refit/client';
import { formatDateTime, formatNumber } from '@refit/react/src/format';
import { useAdmin } from '../admin';
import { Ago, Badge, Empty } from './basics';
import { Dialog } from './dialog';

const kTones: Record<string, 'good' | 'accent' | 'plain'> = { serving: 'good', candidate: 'accent' };

/** The number at metrics[part][name], as text; "–" where an older model has none. */
function figure(m: Model, part: string, name: string, digits = 3): string {
  const inner = m.metrics[part];
  const value = inner && typeof inner === 'object' ? (inner as Record<string, unknown>)[name] : undefined;
  return typeof value === 'number' ? formatNumber(value, undefined, digits) : '–';
}

function text(m: Model, part: string, name: string): string {
  const inner = m.metrics[part];
  const value = inner && typeof inner === 'object' ? (inner as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value : '';
}

function worth(m: Model): Array<[string, string]> {
  return [
    ['Held-out error', `${figure(m, 'heldOut', 'mae')} (average ${figure(m, 'constant', 'mae')}, serving ${figure(m, 'serving', 'mae')})`],
    ['Pairs in order', figure(m, 'heldOut', 'pairwiseAccuracy')],
    ['Rank correlation', figure(m, 'heldOut', 'spearman')],
    ['Calibration error', figure(m, 'heldOut', 'calibrationError')],
    ['90 % interval covers', `${figure(m, 'interval', 'coverage')}, width ${figure(m, 'interval', 'width')}`],
    ['Held out', `${figure(m, 'heldOut', 'rows', 0)} results of ${figure(m, 'heldOut', 'users', 0)} people`],
  ];
}

function origin(m: Model): Array<[string, string]> {
  const from = text(m, 'lineage', 'from');
  const to = text(m, 'lineage', 'to');
  return [
    ['Stack', `ridge ${figure(m, 'stack', 'ridge', 2)}, trees ${figure(m, 'stack', 'trees', 2)}`],
    ['Left-out error', `ridge ${figure(m, 'crossValidation', 'ridge')}, stack ${figure(m, 'crossValidation', 'stack')}, calibrated ${figure(m, 'crossValidation', 'calibrated')}`],
    ['Response weights', text(m, 'responseWeights', 'reason') || `${figure(m, 'responseWeights', 'lowest', 2)} to ${figure(m, 'responseWeights', 'highest', 2)}, ${figure(m, 'responseWeights', 'answered', 0)} of ${figure(m, 'responseWeights', 'served', 0)} answered`],
    ['Window', from && to ? `${formatDateTime(from)} to ${formatDateTime(to)}` : '–'],
    ['Trained on', `${figure(m, 'lineage', 'trainingRows', 0)} results of ${figure(m, 'lineage', 'trainingUsers', 0)} people`],
    ['Features', text(m, 'lineage', 'featuresVersion') || '–'],
    ['Seed', figure(m, 'lineage', 'seed', 0)],
    ['Hash of the data', text(m, 'lineage', 'dataHash') || '–'],
  ];
}

function Facts({ of }: { of: Array<[string, string]> }): ReactElement {
  return <dl className="facts">{of.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

function RollbackDialog({ model, onClose, reload }: { model: Model; onClose: () => void; reload: () => void }): ReactElement {
  const { act } = useAdmin();
  const [reason, setReason] = useState('');
  const go = async (): Promise<void> => {
    onClose();
    await act(`Version ${model.version} serves`, (api) => api.rollbackModel(model.version, reason.trim() ? { reason: reason.trim() } : {}));
    reload();
  };
  return (
    <Dialog title={`Let version ${model.version} serve`} onClose={onClose}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); void go(); }}>
        <p>The model that serves now is retired and this one ranks layouts from the next resize on. The next retraining compares itself with it.</p>
        <label className="refit-field"><span>Reason, for the audit log</span>
          <input type="text" maxLength={400} autoFocus value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
        <div className="row end">
          <button type="button" className="refit-button" onClick={onClose}>Cancel</button>
          <button type="submit" className="refit-button is-primary">Roll back</button>
        </div>
      </form>
    </Dialog>
  );
}

function ModelItem({ m, ask }: { m: Model; ask: () => void }): ReactElement {
  const form = typeof m.metrics.form === 'string' ? m.metrics.form : 'ridge';
  return (
    <li className="model">
      <div className="row between">
        <span><strong>Version {m.version}</strong> <span className="refit-muted">{form}{m.parent ? `, from version ${m.parent}` : ''}</span></span>
        <span className="row">
          <Badge tone={kTones[m.status] ?? 'plain'}>{m.status}</Badge><Ago at={m.createdAt} />
          {m.status !== 'serving' && <button type="button" className="refit-button" onClick={ask}>Let it serve<span className="refit-hidden"> (version {m.version})</span></button>}
        </span>
      </div>
      <p className="refit-muted">{m.reason}</p>
      <Facts of={worth(m)} />
      <details><summary>How it was made</summary><Facts of={origin(m)} /></details>
    </li>
  );
}

export function Models({ models, reload }: { models: Model[]; reload: () => void }): ReactElement {
  const [asked, setAsked] = useState<Model | null>(null);
  if (models.length === 0) return <Empty title="No model yet">The first retraining makes one; until then the engine ranks by its own score.</Empty>;
  return (
    <>
      <ol className="plain stack is-tight">{models.map((m) => <ModelItem key={m.version} m={m} ask={() => setAsked(m)} />)}</ol>
      {asked && <RollbackDialog model={asked} onClose={() => setAsked(null)} reload={reload} />}
    </>
  );
}
