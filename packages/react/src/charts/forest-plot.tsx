import type { ReactElement } from 'react';
import { DataTable } from './data-table.js';
import { linear, niceTicks } from './scale.js';
import { useWidth } from './use-width.js';

export interface ForestRow {
  id: string;
  label: string;
  mean: number | null;
  low: number | null;
  high: number | null;
  /** Shown beside the label: what the interval rests on. */
  note?: string;
  color?: string;
}

export interface ForestPlotProps {
  title: string;
  rows: ForestRow[];
  domain: [number, number];
  /** A vertical line: 0 for differences, a target for means. */
  reference?: { value: number; label: string };
  format?: (value: number | null) => string;
  axisLabel?: string;
}

const kRowPx = 38;
const kTopPx = 8;
const kAxisPx = 36;
const kRightPx = 16;

function Row(props: { row: ForestRow; y: number; x: (v: number) => number; labelWidth: number }): ReactElement {
  const { row, y, x, labelWidth } = props;
  const known = row.mean !== null && row.low !== null && row.high !== null;
  const style = row.color ? { color: row.color } : {};
  return (
    <g>
      <text className="refit-forest-label" x={0} y={row.note ? y - 3 : y + 4}>{fit(row.label, labelWidth)}</text>
      {row.note && <text className="refit-axis" x={0} y={y + 12}>{fit(row.note, labelWidth)}</text>}
      {known ? (
        <g style={style} className="refit-interval">
          <line x1={x(row.low ?? 0)} x2={x(row.high ?? 0)} y1={y} y2={y} />
          <line x1={x(row.low ?? 0)} x2={x(row.low ?? 0)} y1={y - 5} y2={y + 5} />
          <line x1={x(row.high ?? 0)} x2={x(row.high ?? 0)} y1={y - 5} y2={y + 5} />
          <rect x={x(row.mean ?? 0) - 5} y={y - 5} width={10} height={10} rx={2} />
        </g>
      ) : <text className="refit-axis" x={labelWidth + 8} y={y + 4}>not enough data yet</text>}
    </g>
  );
}

/** About seven pixels a letter at this size: enough to decide where to cut. */
function fit(text: string, width: number): string {
  const letters = Math.max(6, Math.floor(width / 7));
  return text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
}

/** Estimates with their intervals, one row each, on one axis. */
export function ForestPlot(props: ForestPlotProps): ReactElement {
  const format = props.format ?? ((value) => (value === null ? '–' : value.toFixed(2)));
  const [ref, width] = useWidth<HTMLDivElement>(560);
  const labelWidth = Math.min(190, width * 0.36);
  const height = kTopPx + props.rows.length * kRowPx + kAxisPx;
  const x = linear(props.domain, [labelWidth + 10, width - kRightPx]);
  const clamp = (v: number): number => x(Math.max(props.domain[0], Math.min(props.domain[1], v)));
  const floor = kTopPx + props.rows.length * kRowPx;
  const summary = props.rows
    .map((row) => (row.mean === null ? `${row.label}: not enough data` : `${row.label}: ${format(row.mean)}, from ${format(row.low)} to ${format(row.high)}`))
    .join('; ');
  return (
    <figure className="refit-chart" ref={ref}>
      <svg width={width} height={height} role="img" aria-label={`${props.title}. ${summary}`}>
        {niceTicks(props.domain[0], props.domain[1], width < 480 ? 3 : 5).map((tick) => (
          <g key={tick} aria-hidden="true">
            <line className="refit-grid" x1={x(tick)} x2={x(tick)} y1={kTopPx} y2={floor} />
            <text className="refit-axis" x={x(tick)} y={floor + 16} textAnchor="middle">{format(tick)}</text>
          </g>
        ))}
        {props.axisLabel && <text className="refit-axis" x={width - kRightPx} y={height - 4} textAnchor="end">{props.axisLabel}</text>}
        {props.reference && <line className="refit-target" x1={x(props.reference.value)} x2={x(props.reference.value)} y1={kTopPx} y2={floor} />}
        {props.rows.map((row, i) => (
          <Row key={row.id} row={row} x={clamp} labelWidth={labelWidth} y={kTopPx + (i + 0.5) * kRowPx} />
        ))}
      </svg>
      <DataTable caption={props.title} head={['', 'Estimate', 'From', 'To']}
        rows={props.rows.map((row) => [row.label, format(row.mean), format(row.low), format(row.high)])} />
    </figure>
  );
}
