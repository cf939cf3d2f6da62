import { type ReactElement } from 'react';
import type { ArmObjectives, ExperimentResults, HeadEstimate, HeadName, Objectives } from '@refit/client';
import { formatNumber, formatPercent } from '@refit/react/src/format';
import { Scroll } from '@refit/react/src/scroll';
import { useAdmin } from '../admin';
import { armColor, ArmName } from '../arms';
import { useLoad } from '../use-load';
import { Badge, Card } from './basics';

const kHeads: readonly { name: HeadName; label: string; digits: number }[] = [
  { name: 'quality', label: 'Rating, stars', digits: 2 },
  { name: 'latency', label: 'Time, seconds', digits: 4 },
  { name: 'cost', label: 'Cost, US cents', digits: 3 },
  { name: 'correction', label: 'Correction size', digits: 3 },
];

function Figure({ of, digits }: { of: HeadEstimate | null; digits: number }): ReactElement {
  if (!of) return <>–</>;
  const number = (v: number): string => formatNumber(v, undefined, digits);
  return (
    <>
      {number(of.mean)}
      {of.low !== null && of.high !== null && <div className="refit-muted small">{number(of.low)} to {number(of.high)}</div>}
    </>
  );
}

/** Where an arm stands among the others, in words. */
export function standing(arm: ArmObjectives, arms: readonly ArmObjectives[]): string {
  if (!arm.active) return 'off';
  const names = (ids: readonly string[]): string => ids.map((id) => arms.find((a) => a.id === id)?.name ?? id).join(', ');
  if (arm.clearlyDominatedBy.length > 0) return `clearly behind ${names(arm.clearlyDominatedBy)}`;
  if (arm.dominatedBy.length > 0) return `behind ${names(arm.dominatedBy)}`;
  return 'on the front';
}

function Row({ arm, found }: { arm: ArmObjectives; found: Objectives }): ReactElement {
  return (
    <tr>
      <th scope="row"><ArmName color={armColor(found.arms.map((a) => a.id), arm.id)} name={arm.name} muted={!arm.active} /></th>
      {kHeads.map((head) => <td key={head.name} className="refit-num"><Figure of={arm.heads[head.name]} digits={head.digits} /></td>)}
      <td className="refit-num"><Figure of={arm.score} digits={2} /></td>
      <td>
        <Badge {...(arm.onFront ? { tone: 'good' as const } : {})}>{standing(arm, found.arms)}</Badge>
        {!arm.withinLimits && <> <Badge>over a limit</Badge></>}
      </td>
    </tr>
  );
}

/** What each arm is good at, and which are worth having: the Pareto front. */
export function ObjectivesCard(): ReactElement | null {
  const { api } = useAdmin();
  const loaded = useLoad('objectives', (signal) => api.objectives('default', { signal }), ['session', 'feedback', 'policy']);
  const found = loaded.data;
  if (!found) return null;
  const weights = Object.entries(found.weights).map(([name, weight]) => `${name} × ${formatNumber(weight, undefined, Number.isInteger(weight) ? 0 : 2)}`).join(', ');
  return (
    <Card title="Objectives" note={`Means with 95 % intervals for one look. Score: ${weights}. On the front: no other variant is as good in everything and better in something.`}>
      <Scroll label="Objectives">
        <table className="refit-table">
          <thead>
            <tr>
              <th scope="col">Variant</th>
              {kHeads.map((head) => <th key={head.name} scope="col" className="refit-num">{head.label}</th>)}
              <th scope="col" className="refit-num">Score, stars</th><th scope="col">Standing</th>
            </tr>
          </thead>
          <tbody>{found.arms.map((arm) => <Row key={arm.id} arm={arm} found={found} />)}</tbody>
        </table>
      </Scroll>
    </Card>
  );
}

/** What learning is worth; nothing while nobody is or was held back from it. */
export function HoldbackCard({ results }: { results: ExperimentResults }): ReactElement | null {
  const held = results.holdback;
  if (!held || (held.share === 0 && held.exposures === 0)) return null;
  const mean = (rating: number | null): string => (rating === null ? '–' : formatNumber(rating, undefined, 2));
  return (
    <Card title="What learning is worth" note={`${formatPercent(held.share * 100)} of the users always get the control. The interval holds however often one looks.`}>
      <p>{held.verdict}</p>
      <dl className="facts">
        <div><dt>Held back</dt><dd>{mean(held.heldBack.meanRating)} over {formatNumber(held.heldBack.outcomes)}</dd></div>
        <div><dt>Learned</dt><dd>{mean(held.learned.meanRating)} over {formatNumber(held.learned.outcomes)}</dd></div>
        <div><dt>Confidence</dt><dd>{formatPercent(held.alwaysValid.confidence)}</dd></div>
      </dl>
    </Card>
  );
}
