import { type ReactElement, useState } from 'react';
import type { ExperimentResults, ExperimentVariant, Interval } from '@refit/client';
import { formatDuration, formatNumber, formatPercent } from '@refit/react/src/format';
import { Scroll } from '@refit/react/src/scroll';
import { useAdmin } from '../admin';
import { armColor, ArmName } from '../arms';
import { hrefOf } from '../router';
import { Badge, Card, ShareBar } from './basics';
import { VariantDialog } from './variant-dialog';

const kOrigins: Record<string, string> = { builtin: 'built in', api: 'added', proposal: 'learned', search: 'searched' };

function Actions({ v, reload, edit }: { v: ExperimentVariant; reload: () => void; edit: () => void }): ReactElement {
  const { act } = useAdmin();
  const toggle = async (): Promise<void> => {
    await act(v.active ? `${v.name} is off` : `${v.name} is on`,
      (api): Promise<unknown> => (v.active ? api.deactivateVariant(v.id) : api.activateVariant(v.id)));
    reload();
  };
  return (
    <div className="row end">
      <button type="button" className="refit-button is-small" onClick={edit}>Edit<span className="refit-hidden"> {v.name}</span></button>
      <button type="button" className="refit-button is-small" onClick={() => void toggle()}>{v.active ? 'Turn off' : 'Turn on'}<span className="refit-hidden"> {v.name}</span></button>
    </div>
  );
}

/** What is known of a figure at all times, under the figure itself. */
function Held({ of, digits, unit }: { of: Interval | undefined; digits: number; unit?: string }): ReactElement | null {
  if (!of) return null;
  const text = `${formatNumber(of.low, undefined, digits)}–${formatNumber(of.high, undefined, digits)}${unit ?? ''}`;
  return <div className="refit-muted small" title={`First words: ${formatNumber(of.mean, undefined, digits)}${unit ?? ''}`}>{text}</div>;
}

/** Every arm with its traffic, its figures and what can be done with it. */
export function ArmsTable({ results, reload, note }: { results: ExperimentResults; reload: () => void; note: string }): ReactElement {
  const [editing, setEditing] = useState<string | null>(null);
  const ids = results.variants.map((v) => v.id);
  return (
    <Card title="Variants" note={`${note[0]?.toUpperCase() ?? ''}${note.slice(1)}.`}>
      <Scroll label="Variants">
        <table className="refit-table">
          <thead>
            <tr>
              <th scope="col">Variant</th><th scope="col">Traffic</th><th scope="col">Probability best</th>
              <th scope="col" className="refit-num">Uses</th><th scope="col" className="refit-num">Rating</th><th scope="col" className="refit-num">Success</th>
              <th scope="col" className="refit-num">Feedback</th><th scope="col" className="refit-num">Corrected</th><th scope="col" className="refit-num">Time</th><th scope="col"><span className="refit-hidden">Actions</span></th>
            </tr>
          </thead>
          <tbody>
            {results.variants.map((v) => (
              <tr key={v.id}>
                <th scope="row">
                  <a className="plain-link" href={hrefOf('sessions', undefined, { variant: v.id })}><ArmName color={armColor(ids, v.id)} name={v.name} muted={!v.active} /></a>
                  <div className="refit-muted small">{v.id} · version {v.version} · {kOrigins[v.origin] ?? v.origin} {!v.active && <Badge>off</Badge>}</div>
                </th>
                <td><ShareBar share={v.active ? v.weight : 0} color={armColor(ids, v.id)} text={v.active ? formatPercent(v.weight * 100) : '–'} /></td>
                <td>{v.probabilityBest === null || !v.active ? '–' : <ShareBar share={v.probabilityBest} text={formatPercent(v.probabilityBest * 100)} />}</td>
                <td className="refit-num">{formatNumber(v.metrics.totalUses)}</td>
                <td className="refit-num">{v.metrics.ratings ? formatNumber(v.metrics.avgRating, undefined, 2) : '–'}<Held of={v.alwaysValid?.rating} digits={2} /></td>
                <td className="refit-num">{v.metrics.ratings ? formatPercent(v.metrics.successRate) : '–'}<Held of={v.alwaysValid?.successRate} digits={0} unit=" %" /></td>
                <td className="refit-num">{v.metrics.totalUses ? formatPercent(v.metrics.feedbackRate) : '–'}</td>
                <td className="refit-num">{v.metrics.totalUses ? formatPercent(v.metrics.correctionRate) : '–'}</td>
                <td className="refit-num">{v.metrics.totalUses ? formatDuration(v.metrics.avgProcessingTime) : '–'}</td>
                <td><Actions v={v} reload={reload} edit={() => setEditing(v.id)} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {results.variants.some((v) => v.alwaysValid) && <p className="refit-muted small">Below rating and success: 95 % intervals from each person’s first word, which hold however often one looks.</p>}
      {editing && <VariantDialog id={editing} onClose={() => setEditing(null)} onSaved={() => { setEditing(null); reload(); }} />}
    </Card>
  );
}
