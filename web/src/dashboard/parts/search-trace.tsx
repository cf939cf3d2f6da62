import { type ReactElement, useState } from 'react';
import type { SearchPoint, SearchReport, SearchTrace } from '@refit/client';
import { formatNumber } from '@refit/react/src/format';
import { linear, niceTicks } from '@refit/react/src/charts/scale';
import { Scroll } from '@refit/react/src/scroll';
import { useWidth } from '@refit/react/src/charts/use-width';
import { useAdmin } from '../admin';
import { bestSoFar } from '../search';
import { useLoad } from '../use-load';
import { Ago, Badge, Card, Empty, Pending } from './basics';

const kHeight = 200;
const kMargin = { top: 10, right: 10, bottom: 24, left: 34 };
const kTones: Record<string, 'good' | 'accent'> = { serving: 'good', canary: 'accent', promoted: 'good' };

const stars = (value: number | null): string => (value === null ? '–' : formatNumber(value, undefined, 2));

/** What was said of each point, what is believed of it, and the best belief so far. */
function Chart({ points }: { points: SearchPoint[] }): ReactElement {
  const [ref, width] = useWidth<HTMLDivElement>(520);
  const values = points.flatMap((p) => [p.expected - p.deviation, p.expected + p.deviation, ...(p.stars === null ? [] : [p.stars])]);
  const low = Math.max(1, Math.floor(Math.min(...values) * 2) / 2);
  const high = Math.min(5, Math.ceil(Math.max(...values) * 2) / 2);
  const step = (width - kMargin.left - kMargin.right) / points.length;
  const x = (i: number): number => kMargin.left + step * (i + 0.5);
  const y = linear([low, high], [kHeight - kMargin.bottom, kMargin.top]);
  const line = bestSoFar(points).flatMap((value, i) => (value === null ? [] : [`${x(i)},${y(value)}`]));
  const summary = points.map((p) => `${p.name}, ${p.state}: ${stars(p.stars)} said, ${stars(p.expected)} believed`).join('; ');
  return (
    <div ref={ref}>
      <svg className="search-trace" width={width} height={kHeight} role="img" aria-label={`Stars by variant. ${summary}`}>
        {niceTicks(low, high).map((tick) => (
          <g key={tick}>
            <line className="search-grid" x1={kMargin.left} x2={width - kMargin.right} y1={y(tick)} y2={y(tick)} />
            <text className="refit-axis" x={kMargin.left - 6} y={y(tick) + 4} textAnchor="end">{tick}</text>
          </g>
        ))}
        {line.length > 1 && <polyline className="search-best" points={line.join(' ')} />}
        {points.map((p, i) => (
          <g key={p.id} className={`search-point is-${p.state}`}>
            <line x1={x(i)} x2={x(i)} y1={y(p.expected - p.deviation)} y2={y(p.expected + p.deviation)} />
            <rect x={x(i) - 4} y={y(p.expected) - 4} width={8} height={8} rx={2} />
            {p.stars !== null && <circle cx={x(i)} cy={y(p.stars)} r={4} />}
          </g>
        ))}
        <text className="refit-axis" x={kMargin.left} y={kHeight - 6}>first</text>
        <text className="refit-axis" x={width - kMargin.right} y={kHeight - 6} textAnchor="end">latest</text>
      </svg>
      <p className="refit-muted small">Square and bar: belief ± one standard deviation. Circle: mean rating. Line: best belief so far.</p>
    </div>
  );
}

/** Before the first rating of any arm there is nothing to believe. */
const anyRated = (points: SearchPoint[]): boolean => points.some((p) => p.outcomes > 0);

function Table({ trace }: { trace: SearchTrace }): ReactElement {
  const rated = anyRated(trace.points);
  return (
    <Scroll label="Points of the search">
      <table className="refit-table">
        <thead><tr><th scope="col">Variant</th><th scope="col">State</th><th scope="col" className="refit-num">Ratings</th><th scope="col" className="refit-num">Said</th><th scope="col" className="refit-num">Believed</th></tr></thead>
        <tbody>
          {[...trace.points].reverse().map((p) => (
            <tr key={p.id}>
              <th scope="row">{p.name}<div className="refit-muted small">{p.id} · <Ago at={p.createdAt} /></div></th>
              <td><Badge {...(kTones[p.state] ? { tone: kTones[p.state] } : {})}>{p.state}</Badge></td>
              <td className="refit-num">{p.outcomes}</td>
              <td className="refit-num">{stars(p.stars)}</td>
              <td className="refit-num">{rated ? `${stars(p.expected)} ± ${stars(p.deviation)}` : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** The search for better engine parameters: its points, and a run on request. */
export function SearchCard(): ReactElement {
  const { api, act } = useAdmin();
  const loaded = useLoad('parameter-search', (signal) => api.parameterSearch({ signal }), ['policy', 'task']);
  const [busy, setBusy] = useState(false);
  const [report, setReport] = useState<SearchReport | null>(null);
  const run = async (): Promise<void> => {
    setBusy(true);
    const result = await act('Search finished', (client) => client.searchParameters());
    setBusy(false);
    if (result) setReport(result);
    loaded.reload();
  };
  const trace = loaded.data;
  const known = trace && anyRated(trace.points) ? trace.points : [];
  return (
    <Card title="Engine parameters" note="Bayesian optimisation tries one step at a time as a canary on at most 5 % of traffic; evidence promotes or retires it.">
      <div className="row"><button type="button" className="refit-button" disabled={busy} onClick={() => void run()}>{busy ? 'Searching…' : 'Judge and propose now'}</button></div>
      {report && <p role="status">{[...report.verdicts.map((v) => `${v.variantId} ${v.fate}: ${v.reason}.`), report.message].join(' ')}</p>}
      {!trace ? <Pending of={loaded} /> : trace.points.length === 0 ? <Empty title="No arm serves">There is nothing to start from.</Empty> : (
        <>
          {known.length > 0 ? <Chart points={known} /> : <Empty title="No rating yet">The chart begins with the first rating of an arm.</Empty>}
          <Table trace={trace} />
          {trace.refusals[0] && <p className="refit-muted small">Last time nothing was proposed: {trace.refusals[0]}</p>}
        </>
      )}
    </Card>
  );
}
