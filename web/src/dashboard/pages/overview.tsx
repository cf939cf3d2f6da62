import { type ReactElement, useState } from 'react';
import type { ExperimentResults, TrainingAnalytics } from '@refit/client';
import { TrendChart } from '@refit/react/src/charts/trend-chart';
import { formatDay, formatDuration, formatNumber, formatPercent, lastDays } from '@refit/react/src/format';
import { Stars, Tile } from '@refit/react/src/parts';
import { Scroll } from '@refit/react/src/scroll';
import { useAdmin } from '../admin';
import { armColor, ArmName } from '../arms';
import { FiringAlerts } from '../parts/alerts';
import { Ago, Badge, Card, Empty, PageHead, Pending, ShareBar, Stale } from '../parts/basics';
import { hrefOf } from '../router';
import { correctionsTrend, shownDays } from '../trend';
import { useLoad } from '../use-load';
import { headline } from '../verdict';

const kTargets = { successRate: 70, feedbackRate: 50, processingTime: 10_000, confidence: 95 };
const kRecentRows = 12;

function Tiles({ data, confidence }: { data: TrainingAnalytics; confidence: number | null }): ReactElement {
  const { overview: o } = data;
  const targets = data.targets ?? kTargets;
  const any = o.totalSessions > 0;
  const rated = o.ratedSessions > 0;
  const trend = correctionsTrend(data.trends);
  return (
    <div className="refit-tiles tiles-wide">
      <Tile label="Sessions" value={formatNumber(o.totalSessions)} hint={`${formatNumber(o.ratedSessions)} rated`} />
      <Tile label="Feedback rate" value={any ? formatPercent(o.feedbackRate) : '–'}
        target={{ text: `target > ${formatPercent(targets.feedbackRate)}`, met: any ? o.feedbackRate > targets.feedbackRate : null }} />
      <Tile label="Average rating" value={rated ? formatNumber(o.avgRating, undefined, 2) : '–'}>
        {rated && <Stars value={o.avgRating} />}
      </Tile>
      <Tile label="Success rate" value={rated ? formatPercent(o.successRate) : '–'}
        target={{ text: `target > ${formatPercent(targets.successRate)}`, met: rated ? o.successRate > targets.successRate : null }} />
      <Tile label="Processing time" value={any ? formatDuration(o.avgProcessingTime) : '–'}
        target={{ text: `target < ${formatDuration(targets.processingTime)}`, met: any ? o.avgProcessingTime < targets.processingTime : null }} />
      <Tile label="Corrected" value={any ? formatPercent(o.correctionRate) : '–'} hint={trend.text} />
      <Tile label="Test confidence" value={confidence === null || !rated ? '–' : formatPercent(confidence)}
        target={{ text: `target > ${formatPercent(targets.confidence)}`, met: confidence === null || !rated ? null : confidence > targets.confidence }} />
    </div>
  );
}

type TrendName = 'sessions' | 'rating' | 'corrections';

function Trends({ data }: { data: TrainingAnalytics }): ReactElement {
  const [shown, setShown] = useState<TrendName>('sessions');
  const { dailyCount, dailyRating = {}, dailyCorrections = {} } = data.trends;
  const days = lastDays(shownDays(dailyCount, Date.now()), new Date());
  const label = (day: string): string => formatDay(day);
  const charts: Record<TrendName, ReactElement> = {
    sessions: <TrendChart key="s" title="Sessions per day" kind="bar" points={days.map((day) => ({ label: label(day), value: dailyCount[day] ?? 0 }))} format={(v) => formatNumber(v)} />,
    rating: <TrendChart key="r" title="Average rating per day" domain={[1, 5]} points={days.map((day) => ({ label: label(day), value: dailyRating[day] ?? null }))}
      target={{ value: 4, label: 'success from 4' }} format={(v) => formatNumber(v, undefined, v !== null && Number.isInteger(v) ? 0 : 2)} />,
    corrections: <TrendChart key="c" title="Sessions corrected by hand, of each day's sessions" points={days.map((day) => ({
      label: label(day), value: dailyCount[day] ? (100 * (dailyCorrections[day] ?? 0)) / dailyCount[day] : null }))} format={(v) => formatPercent(v)} />,
  };
  const names: Array<[TrendName, string]> = [['sessions', 'Sessions'], ['rating', 'Rating'], ['corrections', 'Corrections']];
  return (
    <Card title={`Last ${days.length} days`} actions={(
      <div className="segments" role="group" aria-label="Figure shown">
        {names.map(([name, text]) => <button key={name} type="button" aria-pressed={shown === name} onClick={() => setShown(name)}>{text}</button>)}
      </div>
    )}>
      {charts[shown]}
    </Card>
  );
}

function Variants({ results }: { results: ExperimentResults }): ReactElement {
  const ids = results.variants.map((variant) => variant.id);
  return (
    <Card title="Variants" actions={<a className="link" href={hrefOf('experiment')}>Experiment</a>}>
      <Scroll label="Variants">
        <table className="refit-table">
          <thead><tr><th scope="col">Variant</th><th scope="col">Traffic</th><th scope="col" className="refit-num">Rating</th><th scope="col" className="refit-num">Success</th></tr></thead>
          <tbody>
            {results.variants.map((v) => (
              <tr key={v.id}>
                <th scope="row"><ArmName color={armColor(ids, v.id)} name={v.name} muted={!v.active} /></th>
                <td><ShareBar share={v.active ? v.weight : 0} color={armColor(ids, v.id)} text={v.active ? formatPercent(v.weight * 100) : 'off'} /></td>
                <td className="refit-num">{v.metrics.ratings ? formatNumber(v.metrics.avgRating, undefined, 2) : '–'}</td>
                <td className="refit-num">{v.metrics.ratings ? formatPercent(v.metrics.successRate) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Card>
  );
}

function Recent({ data }: { data: TrainingAnalytics }): ReactElement {
  return (
    <Card title="Recent sessions" actions={<a className="link" href={hrefOf('sessions')}>All sessions</a>}>
      <Scroll label="Recent sessions">
        <table className="refit-table is-linked">
          <thead><tr><th scope="col">When</th><th scope="col">Variant</th><th scope="col">Rating</th><th scope="col" className="refit-num">Time</th></tr></thead>
          <tbody>
            {data.recentActivity.slice(0, kRecentRows).map((row) => (
              <tr key={row.id}>
                <th scope="row"><a href={hrefOf('sessions', row.id)}><Ago exact at={row.createdAt} /></a></th>
                <td>{row.variantId ?? '–'} {row.hasCorrections && <Badge tone="accent">corrected</Badge>} {row.status === 'failed' && <Badge tone="bad">failed</Badge>}</td>
                <td><Stars value={row.rating} /></td>
                <td className="refit-num">{formatDuration(row.processingTime)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Card>
  );
}

export function OverviewPage(): ReactElement {
  const { api } = useAdmin();
  const analytics = useLoad('analytics', (signal) => api.analytics({ signal }), ['session', 'feedback']);
  const results = useLoad('results', (signal) => api.results('default', { signal }), ['session', 'feedback', 'policy']);
  const data = analytics.data;
  const verdict = results.data ? headline(results.data) : null;
  return (
    <>
      <PageHead title="Overview" lead={verdict?.text ?? 'How the resizes do, and whether they get better.'} />
      <FiringAlerts />
      <Stale of={analytics} />
      {!data ? <Pending of={analytics} /> : (
        <div className="stack">
          <Tiles data={data} confidence={verdict?.confidence ?? null} />
          {data.overview.totalSessions === 0 ? (
            <Card>
              <Empty title="No sessions yet">
                Figures appear with the first resize. <a href="./demo">Try the demo editor</a>, or point your editor at POST /api/ai/resize.
              </Empty>
            </Card>
          ) : (
            <>
              <Trends data={data} />
              <div className="columns">
                {results.data ? <Variants results={results.data} /> : <Card title="Variants"><Pending of={results} /></Card>}
                <Recent data={data} />
              </div>
            </>
          )}
        </div>
      )}
    </>
  );
}
