import type { ReactElement, ReactNode } from 'react';
import { formatAgo, formatDateTime, formatWhen } from '@refit/react/src/format';
import type { Loaded } from '../use-load';

export function Card(props: { title?: string; note?: ReactNode; actions?: ReactNode; className?: string; children: ReactNode }): ReactElement {
  return (
    <section className={`refit-card ${props.className ?? ''}`}>
      {(props.title || props.actions) && (
        <header className="card-head">
          <div>
            {props.title && <h2>{props.title}</h2>}
            {props.note && <p className="refit-muted">{props.note}</p>}
          </div>
          {props.actions && <div className="row">{props.actions}</div>}
        </header>
      )}
      {props.children}
    </section>
  );
}

export type Tone = 'good' | 'warn' | 'bad' | 'plain' | 'accent';

export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }): ReactElement {
  return <span className={`badge is-${tone}`}>{children}</span>;
}

export function PageHead(props: { title: string; lead?: ReactNode; actions?: ReactNode }): ReactElement {
  return (
    <header className="page-head">
      <div>
        <h1>{props.title}</h1>
        {props.lead && <p>{props.lead}</p>}
      </div>
      {props.actions && <div className="row">{props.actions}</div>}
    </header>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }): ReactElement {
  return <div className="empty"><strong>{title}</strong>{children && <p>{children}</p>}</div>;
}

/** What a part of a page shows before its data is there: loading, or why there is none. */
export function Pending({ of }: { of: Loaded<unknown> }): ReactElement {
  if (of.error) {
    return (
      <div className="refit-problem" role="alert">
        {of.error} <button type="button" className="link" onClick={of.reload}>Try again</button>
      </div>
    );
  }
  return <div className="skeleton" role="status"><span className="refit-hidden">Loading</span></div>;
}

/** A refresh failed: the figures on the page are the last good ones. */
export function Stale({ of }: { of: Loaded<unknown> }): ReactElement | null {
  if (!of.error || of.data === null) return null;
  return (
    <div className="refit-problem" role="alert">
      Could not refresh; these are the last figures. {of.error} <button type="button" className="link" onClick={of.reload}>Try again</button>
    </div>
  );
}

export function Ago({ at, exact = false }: { at: string | null | undefined; exact?: boolean }): ReactElement {
  if (!at) return <span className="refit-muted">never</span>;
  return <time dateTime={at} title={formatDateTime(at)}>{exact ? formatWhen(at) : formatAgo(at)}</time>;
}

/** A share from 0 to 1 as a bar with its number. */
export function ShareBar(props: { share: number; text: string; color?: string }): ReactElement {
  const width = `${Math.max(0, Math.min(1, props.share)) * 100}%`;
  return (
    <span className="share">
      <span className="share-track"><span style={{ width, ...(props.color ? { background: props.color } : {}) }} /></span>
      <span className="refit-num">{props.text}</span>
    </span>
  );
}
