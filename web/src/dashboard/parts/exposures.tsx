import type { ReactElement } from 'react';
import type { ExperimentResults } from '@refit/client';
import { formatNumber, formatPercent } from '@refit/react/src/format';
import { Scroll } from '@refit/react/src/scroll';
import { armColor, ArmName } from '../arms';
import { Badge, Card } from './basics';

/** Before any result: who saw what, and whether the split is the one that was meant. */
export function Exposures({ results }: { results: ExperimentResults }): ReactElement {
  const { total, srm } = results.exposures;
  const ids = results.variants.map((v) => v.id);
  const p = srm.pValue;
  return (
    <Card title="Exposures" note={`${formatNumber(total)} users have been given a variant.`}
      actions={total === 0 ? undefined : srm.alarm ? <Badge tone="bad">split is off</Badge> : <Badge tone="good">split as meant</Badge>}>
      {srm.alarm && (
        <p className="refit-problem" role="alert">
          The users are not split as the probabilities say. Do not trust the comparison until the cause is found: lost sessions of one variant, or assignments changed outside.
        </p>
      )}
      <Scroll label="Exposures"><table className="refit-table">
        <thead><tr><th scope="col">Variant</th><th scope="col" className="refit-num">Users</th><th scope="col" className="refit-num">Expected</th><th scope="col" className="refit-num">Share</th></tr></thead>
        <tbody>
          {results.variants.map((v) => {
            const seen = srm.observed[v.id] ?? 0;
            const meant = srm.expected[v.id];
            return (
              <tr key={v.id}>
                <th scope="row"><ArmName color={armColor(ids, v.id)} name={v.name} muted={!v.active} /></th>
                <td className="refit-num">{formatNumber(seen)}</td>
                <td className="refit-num">{meant === undefined ? '–' : formatNumber(meant, undefined, 1)}</td>
                <td className="refit-num">{total ? formatPercent((100 * seen) / total) : '–'}</td>
              </tr>
            );
          })}
        </tbody>
      </table></Scroll>
      <p className="refit-muted small foot">
        {p === null ? 'Too few users for a check of the split.' : `Check of the split (sample ratio mismatch): p = ${p < 0.001 ? '< 0.001' : formatNumber(p, undefined, 3)}; expected are the summed probabilities each user was assigned with.`}
      </p>
    </Card>
  );
}
