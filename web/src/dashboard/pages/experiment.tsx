import { type ReactElement, useState } from 'react';
import type { Comparison, ExperimentResults } from '@refit/client';
import { formatNumber, formatPercent } from '@refit/react/src/format';
import { ForestPlot } from '@refit/react/src/charts/forest-plot';
import { useAdmin } from '../admin';
import { armColor } from '../arms';
import { ArmsTable } from '../parts/arms-table';
import { Badge, Card, Empty, PageHead, Pending, Stale } from '../parts/basics';
import { Exposures } from '../parts/exposures';
import { HoldbackCard, ObjectivesCard } from '../parts/objectives';
import { TrafficHistory } from '../parts/traffic-history';
import { VariantDialog } from '../parts/variant-dialog';
import { useLoad } from '../use-load';
import { headline, sentence } from '../verdict';

const kAllocations: Record<string, string> = {
  fixed: 'fixed weights', thompson: 'automatic weights (probability of being best)', contextual: 'automatic weights per canvas',
};

function Estimates({ results }: { results: ExperimentResults }): ReactElement {
  const ids = results.variants.map((v) => v.id);
  const level = results.variants.find((v) => v.estimate?.level)?.estimate?.level ?? 0.95;
  const percent = formatPercent(level <= 1 ? level * 100 : level);
  return (
    <Card title="Estimated rating" note={`Mean rating of each variant with its ${percent} credible interval. Whether one is better is decided under Comparisons.`}>
      <ForestPlot title="Estimated rating by variant" domain={[1, 5]} axisLabel="stars"
        format={(v) => formatNumber(v, undefined, v !== null && Number.isInteger(v) ? 0 : 2)}
        rows={results.variants.filter((v) => v.active || v.estimate).map((v) => ({
          id: v.id, label: v.name, color: armColor(ids, v.id), note: `${formatNumber(v.metrics.ratings)} ratings`,
          mean: v.estimate?.mean ?? null, low: v.estimate?.low ?? null, high: v.estimate?.high ?? null,
        }))} />
    </Card>
  );
}

function pValue(p: number | null): string {
  if (p === null) return '–';
  return p < 0.001 ? '< 0.001' : formatNumber(p, undefined, 3);
}

function ComparisonRow({ c, nameOf }: { c: Comparison; nameOf: (id: string) => string }): ReactElement {
  return (
    <li className="comparison">
      <div className="row between">
        <strong>{nameOf(c.b)} against {nameOf(c.a)}</strong>
        {c.alwaysValid.significant ? <Badge tone="good">decided</Badge> : <Badge>open</Badge>}
      </div>
      <p>{sentence(c)}</p>
      <dl className="facts">
        <div><dt>Confidence</dt><dd>{formatPercent(c.alwaysValid.confidence)}</dd></div>
        <div><dt>e-value</dt><dd>{formatNumber(c.alwaysValid.eValue, undefined, c.alwaysValid.eValue < 10 ? 2 : 0)}</dd></div>
        <div><dt>More ratings needed</dt><dd>{c.alwaysValid.significant ? 'none' : c.needed === null ? 'unknown' : `about ${formatNumber(c.needed)}`}</dd></div>
        <div><dt>One-look z test</dt><dd>p {pValue(c.fixedSample.zPValue)}</dd></div>
        <div><dt>One-look Welch test</dt><dd>p {pValue(c.fixedSample.welchPValue)}</dd></div>
      </dl>
    </li>
  );
}

function Comparisons({ results }: { results: ExperimentResults }): ReactElement {
  const nameOf = (id: string): string => results.variants.find((v) => v.id === id)?.name ?? id;
  return (
    <Card title="Comparisons" note="Confidence comes from a test that may be looked at any time. The one-look tests are shown for reference: they hold only if you look once.">
      {results.comparisons.length === 0
        ? <Empty title="Nothing to compare">Two active variants make a comparison.</Empty>
        : <ul className="plain stack">{results.comparisons.map((c) => <ComparisonRow key={`${c.a}|${c.b}`} c={c} nameOf={nameOf} />)}</ul>}
    </Card>
  );
}

const kChoices: [string, string, string][] = [
  ['fixed', 'Fixed', 'Weights stay as they are now'],
  ['thompson', 'Automatic', 'Weights follow the ratings'],
  ['contextual', 'Automatic, per canvas', 'Weights follow the ratings of similar canvases'],
];

function AllocationChoice({ results, reload }: { results: ExperimentResults; reload: () => void }): ReactElement {
  const { act } = useAdmin();
  const change = async (allocation: string): Promise<void> => {
    const said = kChoices.find(([id]) => id === allocation)?.[2] ?? allocation;
    await act(said, (api) => api.updateExperiment({ allocation }));
    reload();
  };
  return (
    <label className="inline-field">Weights
      <select className="refit-input" value={results.experiment.allocation} onChange={(e) => void change(e.target.value)}>
        {kChoices.map(([id, name]) => <option key={id} value={id}>{name}</option>)}
      </select>
    </label>
  );
}

export function ExperimentPage(): ReactElement {
  const { api, act } = useAdmin();
  const loaded = useLoad('results', (signal) => api.results('default', { signal }), ['session', 'feedback', 'policy']);
  const [adding, setAdding] = useState(false);
  const results = loaded.data;
  const optimize = async (): Promise<void> => {
    await act('Weights optimised', (client) => client.optimize());
    loaded.reload();
  };
  return (
    <>
      <PageHead title="Experiment" lead={results ? headline(results).text : 'Which instructions work best, and how sure that is.'}
        actions={results && (
          <>
            <AllocationChoice results={results} reload={loaded.reload} />
            <button type="button" className="refit-button" onClick={() => void optimize()}>Optimise weights</button>
            <button type="button" className="refit-button is-primary" onClick={() => setAdding(true)}>Add variant</button>
          </>
        )} />
      <Stale of={loaded} />
      {!results ? <Pending of={loaded} /> : (
        <div className="stack">
          <div className="columns is-uneven">
            <Exposures results={results} />
            <Estimates results={results} />
          </div>
          <ArmsTable results={results} reload={loaded.reload}
            note={`${kAllocations[results.experiment.allocation] ?? results.experiment.allocation}; ${formatPercent(results.experiment.explorationFloor * 100)} of the traffic is split evenly, to keep exploring`} />
          <ObjectivesCard />
          <HoldbackCard results={results} />
          <div className="columns">
            <Comparisons results={results} />
            <TrafficHistory results={results} />
          </div>
        </div>
      )}
      {adding && <VariantDialog onClose={() => setAdding(false)} onSaved={() => { setAdding(false); loaded.reload(); }} />}
    </>
  );
}
