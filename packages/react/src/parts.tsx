import type { ReactElement, ReactNode } from 'react';
import { formatNumber, type Locale } from './format.js';

/** Stars for reading: the number is what a screen reader says. */
export function Stars({ value, locale }: { value: number | null; locale?: Locale }): ReactElement {
  if (value === null) return <span className="refit-muted">not rated</span>;
  const full = Math.round(value);
  const digits = Number.isInteger(value) ? 0 : 2;
  return (
    <span className="refit-stars" role="img" aria-label={`${formatNumber(value, locale, digits)} of 5 stars`}>
      <span className="refit-stars-on">{'★'.repeat(full)}</span>
      <span className="refit-stars-off">{'★'.repeat(5 - full)}</span>
    </span>
  );
}

export interface TileProps {
  label: string;
  value: string;
  /** What it is measured against, and whether it is met. */
  target?: { text: string; met: boolean | null };
  hint?: string;
  children?: ReactNode;
}

/** One key figure with its target. */
export function Tile({ label, value, target, hint, children }: TileProps): ReactElement {
  const state = target?.met === true ? 'is-met' : target?.met === false ? 'is-missed' : 'is-open';
  return (
    <div className="refit-tile">
      <div className="refit-tile-label">{label}</div>
      <div className="refit-tile-value">{value}</div>
      {target && (
        <div className={`refit-tile-target ${state}`}>
          <span aria-hidden="true">{target.met === null ? '○' : target.met ? '✓' : '△'}</span> {target.text}
          <span className="refit-hidden">{target.met === null ? '' : target.met ? ', met' : ', not met'}</span>
        </div>
      )}
      {hint && <div className="refit-tile-hint">{hint}</div>}
      {children}
    </div>
  );
}
