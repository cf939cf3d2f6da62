import type { ReactElement } from 'react';
import { TrendChart } from './charts/trend-chart.js';
import { formatAgo, formatDateTime, formatDay, formatDuration, formatNumber, formatPercent, lastDays, type Locale } from './format.js';
import { Stars, Tile } from './parts.js';
import { Scroll } from './scroll.js';
import type { Activity, Analytics, VariantRow } from './types.js';
import { type Fetcher, useAnalytics } from './use-analytics.js';

export interface TrainingAnalyticsProps {
  /** Where Refit is. Default: the page's own origin. */
  baseUrl?: string;
  /** Replaces fetch, for instance to add a header. */
  fetcher?: Fetcher;
  /** Milliseconds between refreshes; 0 turns them off. Default 30 000. */
  pollMs?: number;
  /** For numbers and dates. Default: the browser's. */
  locale?: string;
  className?: string;
}

const kDefaultTargets = { successRate: 70, feedbackRate: 50, processingTime: 10_000, confidence: 95 };
const kTrendDays = 14;
const kRecentRows = 10;

function against(value: number | undefined, rated: number, met: (value: number) => boolean): boolean | null {
  return value === undefined || rated === 0 ? null : met(value);
}

function Tiles({ data, locale }: { data: Analytics; locale: Locale }): ReactElement {
  const { overview } = data;
  const targets = data.targets ?? kDefaultTargets;
  const rated = overview.ratedSessions;
  return (
    <div className="refit-tiles">
      <Tile label="Total sessions" value={formatNumber(overview.totalSessions, locale)} hint={`${formatNumber(rated, locale)} rated`} />
      <Tile label="Feedback rate" value={formatPercent(overview.feedbackRate, locale)}
        target={{ text: `target over ${formatPercent(targets.feedbackRate, locale)}`, met: against(overview.feedbackRate, overview.totalSessions, (v) => v > targets.feedbackRate) }} />
      <Tile label="Average rating" value={rated ? formatNumber(overview.avgRating, locale, 2) : '–'}>
        {rated > 0 && <Stars value={overview.avgRating} locale={locale} />}
      </Tile>
      {overview.successRate !== undefined && (
        <Tile label="Success rate" value={rated ? formatPercent(overview.successRate, locale) : '–'}
          target={{ text: `target over ${formatPercent(targets.successRate, locale)}`, met: against(overview.successRate, rated, (v) => v > targets.successRate) }} />
      )}
      {overview.avgProcessingTime !== undefined && (
        <Tile label="Processing time" value={overview.totalSessions ? formatDuration(overview.avgProcessingTime, locale) : '–'}
          target={{ text: `target under ${formatDuration(targets.processingTime, locale)}`, met: against(overview.avgProcessingTime, overview.totalSessions, (v) => v < targets.processingTime) }} />
      )}
    </div>
  );
}

function Variants({ rows, locale }: { rows: VariantRow[]; locale: Locale }): ReactElement {
  return (
    <section className="refit-card">
      <h3>Variant performance</h3>
      <Scroll label="Variant performance">
        <table className="refit-table">
          <thead>
            <tr><th scope="col">Variant</th><th scope="col" className="refit-num">Traffic</th><th scope="col" className="refit-num">Uses</th><th scope="col" className="refit-num">Rating</th><th scope="col" className="refit-num">Success</th></tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id} className={row.active ? '' : 'refit-muted'}>
                <th scope="row">{row.name}{row.active ? '' : ' (off)'}</th>
                <td className="refit-num">{formatPercent(row.weight, locale)}</td>
                <td className="refit-num">{formatNumber(row.metrics.totalUses, locale)}</td>
                <td className="refit-num">{row.metrics.avgRating ? formatNumber(row.metrics.avgRating, locale, 2) : '–'}</td>
                <td className="refit-num">{row.metrics.avgRating ? formatPercent(row.metrics.successRate, locale) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Recent({ rows, locale }: { rows: Activity[]; locale: Locale }): ReactElement {
  return (
    <section className="refit-card">
      <h3>Recent activity</h3>
      <ul className="refit-list">
        {rows.slice(0, kRecentRows).map((row) => (
          <li key={row.id}>
            <Stars value={row.rating} locale={locale} />
            <span>{row.variantId ?? 'no variant'}{row.hasCorrections ? ', corrected' : ''}</span>
            <span className="refit-num">{formatDuration(row.processingTime, locale)}</span>
            <time dateTime={row.createdAt} title={formatDateTime(row.createdAt, locale)}>{formatAgo(row.createdAt, locale)}</time>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Body({ data, locale }: { data: Analytics; locale: Locale }): ReactElement {
  const days = lastDays(kTrendDays, new Date());
  const points = days.map((day) => ({ label: formatDay(day, locale), value: data.trends.dailyCount[day] ?? 0 }));
  return (
    <>
      <Tiles data={data} locale={locale} />
      {data.overview.totalSessions === 0 ? (
        <p className="refit-empty">No sessions yet. Figures appear with the first AI resize.</p>
      ) : (
        <>
          <section className="refit-card">
            <h3>Sessions per day</h3>
            <TrendChart title="Sessions per day" kind="bar" points={points} valueLabel="Sessions" format={(v) => formatNumber(v, locale)} />
          </section>
          <div className="refit-columns">
            {data.variants && data.variants.length > 0 && <Variants rows={data.variants} locale={locale} />}
            <Recent rows={data.recentActivity} locale={locale} />
          </div>
        </>
      )}
    </>
  );
}

/** The training figures of a Refit server. Works with no props on the server's own origin. */
export function TrainingAnalytics(props: TrainingAnalyticsProps = {}): ReactElement {
  const base = (props.baseUrl ?? '').replace(/\/+$/, '');
  const { data, error, loading, reload } = useAnalytics(`${base}/api/ai/training-analytics`, props.fetcher, props.pollMs ?? 30_000);
  return (
    <section className={`refit ${props.className ?? ''}`} aria-label="Training analytics" aria-busy={loading}>
      <header className="refit-head">
        <h2>Training analytics</h2>
        <button type="button" className="refit-button" onClick={reload}>Refresh</button>
      </header>
      {error && (
        <p className="refit-problem" role="alert">
          {data ? 'Could not refresh; showing the last figures. ' : 'Could not load the analytics. '}{error}
        </p>
      )}
      {data ? <Body data={data} locale={props.locale} /> : !error && <p className="refit-empty">Loading…</p>}
    </section>
  );
}
