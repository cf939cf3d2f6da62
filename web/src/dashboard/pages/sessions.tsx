import { type ReactElement, useEffect, useState } from 'react';
import type { SessionSummary } from '@refit/client';
import { formatDuration, formatNumber, formatPercent } from '@refit/react/src/format';
import { Stars } from '@refit/react/src/parts';
import { Scroll } from '@refit/react/src/scroll';
import { useAdmin } from '../admin';
import { Ago, Badge, Card, Empty, PageHead, Pending, Stale } from '../parts/basics';
import { hrefOf } from '../router';
import { textOf, useLoad } from '../use-load';

const kPageRows = 50;

function Row({ s }: { s: SessionSummary }): ReactElement {
  return (
    <tr>
      <th scope="row"><a href={hrefOf('sessions', s.id)}><Ago exact at={s.createdAt} /></a></th>
      <td className="refit-num">{s.targetDimensions.width > 1 ? `${s.targetDimensions.width} × ${s.targetDimensions.height}` : '–'}</td>
      <td>{s.variantId ?? '–'}</td>
      <td>
        {s.resizer}{' '}
        {s.status !== 'completed' && <Badge tone={s.status === 'failed' ? 'bad' : 'warn'}>{s.status}</Badge>}
      </td>
      <td><Stars value={s.userRating} /></td>
      <td className="refit-num">{s.correctionSize == null ? '–' : formatNumber(s.correctionSize, undefined, 2)}</td>
      <td className="refit-num">{s.qualityScore == null ? '–' : formatPercent(s.qualityScore * 100)}</td>
      <td className="refit-num">{formatDuration(s.processingTime)}</td>
      <td className="refit-muted ellipsis">{s.userId}</td>
    </tr>
  );
}

function Filters({ query }: { query: Record<string, string> }): ReactElement {
  const { api } = useAdmin();
  const variants = useLoad('variants', (signal) => api.variants({ signal }));
  const go = (part: Record<string, string>): void => {
    const next = Object.fromEntries(Object.entries({ ...query, ...part }).filter(([, value]) => value !== ''));
    window.location.hash = hrefOf('sessions', undefined, next);
  };
  return (
    <div className="row">
      <label className="inline-field">Variant
        <select className="refit-input" value={query.variant ?? ''} onChange={(e) => go({ variant: e.target.value })}>
          <option value="">all</option>
          {variants.data?.map((v) => <option key={v.id} value={v.id}>{v.name}</option>)}
        </select>
      </label>
      <label className="inline-field">Rated
        <select className="refit-input" value={query.rated ?? ''} onChange={(e) => go({ rated: e.target.value })}>
          <option value="">all</option><option value="true">rated</option><option value="false">not rated</option>
        </select>
      </label>
    </div>
  );
}

/** The older pages of the list, fetched on demand; dropped when the filter changes. */
function useOlder(key: string, filter: { variant?: string; rated?: boolean }): {
  rows: SessionSummary[]; cursor: string | null | undefined; more: (cursor: string) => Promise<void>; error: string | null;
} {
  const { api } = useAdmin();
  const [state, setState] = useState<{ rows: SessionSummary[]; cursor: string | null | undefined; error: string | null }>({ rows: [], cursor: undefined, error: null });
  useEffect(() => setState({ rows: [], cursor: undefined, error: null }), [key]);
  const more = async (cursor: string): Promise<void> => {
    try {
      const page = await api.sessions({ ...filter, limit: kPageRows, cursor });
      setState((before) => ({ rows: [...before.rows, ...page.data], cursor: page.nextCursor, error: null }));
    } catch (failure) {
      setState((before) => ({ ...before, error: textOf(failure) }));
    }
  };
  return { ...state, more };
}

export function SessionsPage({ query }: { query: Record<string, string> }): ReactElement {
  const { api } = useAdmin();
  const filter = { ...(query.variant ? { variant: query.variant } : {}), ...(query.rated ? { rated: query.rated === 'true' } : {}) };
  const key = JSON.stringify(filter);
  const first = useLoad(key, (signal) => api.sessions({ ...filter, limit: kPageRows }, { signal }), ['session', 'feedback']);
  const older = useOlder(key, filter);
  const fresh = first.data?.data ?? [];
  const seen = new Set(fresh.map((s) => s.id));
  const rows = [...fresh, ...older.rows.filter((s) => !seen.has(s.id))];
  const cursor = older.cursor === undefined ? first.data?.nextCursor : older.cursor;
  return (
    <>
      <PageHead title="Sessions" lead="Every resize, with what people made of it." actions={<Filters query={query} />} />
      <Stale of={first} />
      {!first.data ? <Pending of={first} /> : rows.length === 0 ? (
        <Card>
          {key === '{}'
            ? <Empty title="No sessions yet"><a href="./demo">Try the demo editor</a>: its first resize shows up here by itself.</Empty>
            : <Empty title="No session matches"><a href={hrefOf('sessions')}>Show all sessions</a></Empty>}
        </Card>
      ) : (
        <Card>
          <Scroll label="Sessions">
            <table className="refit-table is-linked">
              <thead>
                <tr>
                  <th scope="col">When</th><th scope="col" className="refit-num">Target</th><th scope="col">Variant</th><th scope="col">Resizer</th><th scope="col">Rating</th>
                  <th scope="col" className="refit-num">Correction</th><th scope="col" className="refit-num">Quality</th><th scope="col" className="refit-num">Time</th><th scope="col">User</th>
                </tr>
              </thead>
              <tbody>{rows.map((s) => <Row key={s.id} s={s} />)}</tbody>
            </table>
          </Scroll>
          {older.error && <p className="refit-problem" role="alert">{older.error}</p>}
          {cursor && <button type="button" className="refit-button more" onClick={() => void older.more(cursor)}>Show older sessions</button>}
        </Card>
      )}
    </>
  );
}
