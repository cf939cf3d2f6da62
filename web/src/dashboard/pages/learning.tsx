import { type FormEvent, type ReactElement, useState } from 'react';
import type { RetrainReport, Variant } from '@refit/client';
import { formatNumber } from '@refit/react/src/format';
import { useAdmin } from '../admin';
import { diffLines } from '../diff';
import { Card, Empty, PageHead, Pending } from '../parts/basics';
import { Models } from '../parts/models';
import { SearchCard } from '../parts/search-trace';
import { WeeklyReports } from '../parts/weekly-reports';
import { useLoad } from '../use-load';

/** "avgQualityScore" -> "avg quality score". */
function words(name: string): string {
  return name.replace(/_/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

function figure(value: unknown): string {
  if (typeof value === 'number') return formatNumber(value, undefined, Number.isInteger(value) ? 0 : 3);
  if (value === null || value === undefined) return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** {heldOut: {mae: 1}} -> [["held out mae", 1]]: one level, as the server's metrics have it. */
function flat(of: Record<string, unknown>): Array<[string, unknown]> {
  return Object.entries(of).flatMap(([name, value]): Array<[string, unknown]> => {
    if (!value || typeof value !== 'object' || Array.isArray(value)) return [[words(name), value]];
    return Object.entries(value).map(([inner, part]): [string, unknown] => [`${words(name)} ${words(inner)}`, part]);
  });
}

function Figures({ of }: { of: Record<string, unknown> }): ReactElement {
  return <dl className="facts">{flat(of).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{figure(value)}</dd></div>)}</dl>;
}

function Result({ report }: { report: RetrainReport }): ReactElement {
  if (!report.metrics) return <p role="status">{report.message ?? 'Nothing to train on.'} Sessions found: {report.sessionsFound ?? 0}.</p>;
  return (
    <div className="stack is-tight" role="status">
      <Figures of={report.metrics} />
      {report.recommendations && report.recommendations.length > 0 && <ul>{report.recommendations.map((line) => <li key={line}>{line}</li>)}</ul>}
      {report.improvedPrompts && <details><summary>Improved instructions</summary><pre className="prompt">{report.improvedPrompts}</pre></details>}
    </div>
  );
}

function Retrain({ reload }: { reload: () => void }): ReactElement {
  const { act } = useAdmin();
  const [days, setDays] = useState('30');
  const [minRating, setMinRating] = useState('1');
  const [busy, setBusy] = useState(false);
  const [report, setReport] = useState<RetrainReport | null>(null);
  const run = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const result = await act('Retraining finished', (api) => api.retrain({ days: Number(days), minRating: Number(minRating) }));
    setBusy(false);
    if (result) setReport(result);
    reload();
  };
  return (
    <Card title="Retrain" note="Trains the quality model on the rated sessions, compares it with the serving one, and writes better instructions.">
      <form className="row retrain" onSubmit={(event) => void run(event)}>
        <label className="refit-field is-narrow"><span>Days back</span><input type="number" min={1} max={365} required value={days} onChange={(e) => setDays(e.target.value)} /></label>
        <label className="refit-field is-narrow"><span>Lowest rating</span><input type="number" min={1} max={5} required value={minRating} onChange={(e) => setMinRating(e.target.value)} /></label>
        <button type="submit" className="refit-button is-primary" disabled={busy}>{busy ? 'Training…' : 'Retrain now'}</button>
      </form>
      {report && <Result report={report} />}
    </Card>
  );
}

function Prompts({ variants }: { variants: Variant[] }): ReactElement {
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const base = variants.find((v) => v.id === from) ?? variants[0];
  const other = variants.find((v) => v.id === to) ?? variants[variants.length - 1];
  if (!base || !other) return <Empty title="No variants" />;
  const choose = (label: string, value: string, set: (id: string) => void): ReactElement => (
    <label className="inline-field">{label}
      <select className="refit-input" value={value} onChange={(e) => set(e.target.value)}>
        {variants.map((v) => <option key={v.id} value={v.id}>{v.name} (version {v.version})</option>)}
      </select>
    </label>
  );
  return (
    <>
      <div className="row">{choose('From', base.id, setFrom)}{choose('to', other.id, setTo)}</div>
      <pre className="diff">
        {diffLines(base.prompt, other.prompt).map((line, i) => (
          <span key={`${i}`} className={`is-${line.kind}`}><span aria-hidden="true">{{ same: '  ', added: '+ ', removed: '− ' }[line.kind]}</span>
            {line.kind !== 'same' && <span className="refit-hidden">{line.kind}: </span>}{line.text || ' '}
          </span>
        ))}
      </pre>
    </>
  );
}

export function LearningPage(): ReactElement {
  const { api } = useAdmin();
  const models = useLoad('models', (signal) => api.models({ signal }), ['model', 'task']);
  const variants = useLoad('variants', (signal) => api.variants({ signal }), ['policy', 'model']);
  const reload = (): void => [models, variants].forEach((part) => part.reload());
  return (
    <>
      <PageHead title="Learning" lead="What the server has learned from ratings and corrections, and when." />
      <div className="stack">
        <Retrain reload={reload} />
        <Card title="Models">{models.data ? <Models models={models.data} reload={reload} /> : <Pending of={models} />}</Card>
        <WeeklyReports />
        <SearchCard />
        <Card title="Instructions" note="The prompts of two variants, line by line.">
          {variants.data ? <Prompts variants={variants.data} /> : <Pending of={variants} />}
        </Card>
      </div>
    </>
  );
}
