import type { ReactElement } from 'react';
import type { ExperimentResults, PolicyRecord } from '@refit/client';
import { formatDateTime, formatPercent } from '@refit/react/src/format';
import { linear } from '@refit/react/src/charts/scale';
import { Scroll } from '@refit/react/src/scroll';
import { useWidth } from '@refit/react/src/charts/use-width';
import { armColor, ArmName } from '../arms';
import { bands, type Band, changesOf } from '../traffic';
import { Ago, Card, Empty } from './basics';

const kHeight = 168;
const kAxis = 22;
const kReasonsShown = 8;

function Area({ band, x, y, color }: { band: Band; x: (t: number) => number; y: (s: number) => number; color: string }): ReactElement {
  const top = band.points.map((p) => `${x(p.from)},${y(p.high)}L${x(p.to)},${y(p.high)}`).join('L');
  const bottom = [...band.points].reverse().map((p) => `${x(p.to)},${y(p.low)}L${x(p.from)},${y(p.low)}`).join('L');
  return <path d={`M${top}L${bottom}Z`} style={{ fill: color }} opacity={0.85} />;
}

function Chart({ history, ids }: { history: PolicyRecord[]; ids: string[] }): ReactElement {
  const [ref, width] = useWidth<HTMLDivElement>(520);
  const first = Date.parse(history[0]?.createdAt ?? '');
  const now = Math.max(Date.now(), first + 1);
  const x = linear([first, now], [0, width]);
  const y = linear([0, 1], [kHeight - kAxis, 0]);
  const latest = history[history.length - 1];
  const summary = ids.map((id) => `${id} ${formatPercent((latest?.weights[id] ?? 0) * 100)}`).join(', ');
  return (
    <div ref={ref}>
      <svg className="traffic" width={width} height={kHeight} role="img" aria-label={`Traffic over time. Now: ${summary}`}>
        {bands(history, ids, now).map((band) => <Area key={band.id} band={band} x={x} y={y} color={armColor(ids, band.id)} />)}
        {history.length <= 60 && history.map((p) => <line key={p.version} className="traffic-mark" x1={x(Date.parse(p.createdAt))} x2={x(Date.parse(p.createdAt))} y1={0} y2={kHeight - kAxis} />)}
        <text className="refit-axis" x={0} y={kHeight - 5}>{formatDateTime(history[0]?.createdAt)}</text>
        <text className="refit-axis" x={width} y={kHeight - 5} textAnchor="end">now</text>
      </svg>
    </div>
  );
}

/** How the traffic was split at each time, and what moved it. */
export function TrafficHistory({ results }: { results: ExperimentResults }): ReactElement {
  const ids = results.variants.map((v) => v.id);
  const history = [...results.policyHistory].sort((p, q) => p.version - q.version);
  const nameOf = (id: string): string => results.variants.find((v) => v.id === id)?.name ?? id;
  if (history.length === 0) {
    return <Card title="Traffic over time"><Empty title="No changes yet">Each change of the weights is listed here with its reason.</Empty></Card>;
  }
  return (
    <Card title="Traffic over time" note={`${history.length} ${history.length === 1 ? 'change' : 'changes'} of the weights, each with its reason.`}>
      <Chart history={history} ids={ids} />
      <ul className="legend">{ids.map((id) => <li key={id}><ArmName color={armColor(ids, id)} name={nameOf(id)} /></li>)}</ul>
      <Scroll label="Changes of the weights" className="is-reasons"><ol className="reasons">
        {changesOf(history).slice(0, kReasonsShown).map(({ latest, count }) => (
          <li key={latest.version}>
            <span className="refit-muted small">v{latest.version} · <Ago at={latest.createdAt} /></span>
            <span>{latest.reason}{count > 1 && <span className="refit-muted"> and {count - 1} more like it</span>}</span>
            <span className="refit-muted small">{Object.entries(latest.weights).map(([id, w]) => `${nameOf(id)} ${formatPercent(w * 100)}`).join(' · ')}</span>
          </li>
        ))}
      </ol></Scroll>
    </Card>
  );
}
