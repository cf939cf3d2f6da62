import { type KeyboardEvent, type PointerEvent, type ReactElement, useState } from 'react';
import { DataTable } from './data-table.js';
import { linear, niceDomain, niceTicks } from './scale.js';
import { useWidth } from './use-width.js';

export interface TrendPoint {
  /** What the axis and the table call it. */
  label: string;
  /** null: nothing was measured; the line has a gap there. */
  value: number | null;
}

export interface TrendChartProps {
  title: string;
  points: TrendPoint[];
  kind?: 'line' | 'bar';
  /** Drawn as a dashed line with its label. */
  target?: { value: number; label: string };
  domain?: [number, number];
  format?: (value: number | null) => string;
  height?: number;
  valueLabel?: string;
}

const kMargin = { top: 14, right: 12, bottom: 26, left: 38 };
const kLabelWidthPx = 56;

interface Frame {
  x: (index: number) => number;
  y: (value: number) => number;
  width: number;
  height: number;
  step: number;
  ticks: number[];
}

function frameOf(props: TrendChartProps, width: number, height: number): Frame {
  const values = props.points.flatMap((point) => (point.value === null ? [] : [point.value]));
  const top = Math.max(props.target?.value ?? 0, ...values, 0);
  const domain = props.domain ?? niceDomain(0, top || 1);
  const step = (width - kMargin.left - kMargin.right) / Math.max(1, props.points.length);
  return {
    x: (index) => kMargin.left + step * (index + 0.5),
    y: linear(domain, [height - kMargin.bottom, kMargin.top]),
    width, height, step,
    ticks: niceTicks(domain[0], domain[1]),
  };
}

/** Runs of measured points; a gap starts a new run. */
function runs(points: TrendPoint[]): number[][] {
  const found: number[][] = [];
  let open: number[] = [];
  points.forEach((point, index) => {
    if (point.value !== null) open.push(index);
    else if (open.length) { found.push(open); open = []; }
  });
  if (open.length) found.push(open);
  return found;
}

function Line({ points, frame }: { points: TrendPoint[]; frame: Frame }): ReactElement {
  const at = (i: number): string => `${frame.x(i).toFixed(1)},${frame.y(points[i]?.value ?? 0).toFixed(1)}`;
  const floor = frame.height - kMargin.bottom;
  return (
    <g>
      {runs(points).map((run) => {
        const first = run[0] ?? 0;
        const last = run[run.length - 1] ?? 0;
        const line = run.map(at).join('L');
        return (
          <g key={first}>
            <path className="refit-area" d={`M${frame.x(first)},${floor}L${line}L${frame.x(last)},${floor}Z`} />
            <path className="refit-line" d={`M${line}`} />
            {run.length === 1 && <circle className="refit-dot" cx={frame.x(first)} cy={frame.y(points[first]?.value ?? 0)} r={3} />}
          </g>
        );
      })}
    </g>
  );
}

function Bars({ points, frame, active }: { points: TrendPoint[]; frame: Frame; active: number | null }): ReactElement {
  const thickness = Math.max(1, Math.min(34, frame.step * 0.68));
  const floor = frame.height - kMargin.bottom;
  return (
    <g>
      {points.map((point, i) => {
        const top = frame.y(point.value ?? 0);
        return (
          <rect key={point.label} className={`refit-bar${active === i ? ' is-active' : ''}`} rx={Math.min(3, thickness / 3)}
            x={frame.x(i) - thickness / 2} width={thickness} y={Math.min(top, floor)} height={Math.max(0, floor - top)} />
        );
      })}
    </g>
  );
}

function Axes({ props, frame, format }: { props: TrendChartProps; frame: Frame; format: (v: number | null) => string }): ReactElement {
  const every = Math.max(1, Math.ceil(kLabelWidthPx / Math.max(1, frame.step)));
  const last = props.points.length - 1;
  return (
    <g aria-hidden="true">
      {frame.ticks.map((tick) => (
        <g key={tick}>
          <line className="refit-grid" x1={kMargin.left} x2={frame.width - kMargin.right} y1={frame.y(tick)} y2={frame.y(tick)} />
          <text className="refit-axis" x={kMargin.left - 8} y={frame.y(tick)} dy="0.32em" textAnchor="end">{format(tick)}</text>
        </g>
      ))}
      {props.points.map((point, i) => ((last - i) % every === 0 ? (
        <text key={point.label} className="refit-axis" x={frame.x(i)} y={frame.height - 8} textAnchor="middle">{point.label}</text>
      ) : null))}
    </g>
  );
}

function Target({ target, frame }: { target: { value: number; label: string }; frame: Frame }): ReactElement {
  const y = frame.y(target.value);
  return (
    <g>
      <line className="refit-target" x1={kMargin.left} x2={frame.width - kMargin.right} y1={y} y2={y} />
      <text className="refit-target-label" x={frame.width - kMargin.right} y={y - 5} textAnchor="end">{target.label}</text>
    </g>
  );
}

/** A value per day as a line or as bars, with its target. Arrow keys walk through the days. */
export function TrendChart(props: TrendChartProps): ReactElement {
  const { points, kind = 'line', height = 200, valueLabel = props.title } = props;
  const format = props.format ?? ((value) => (value === null ? '–' : String(value)));
  const [ref, width] = useWidth<HTMLDivElement>(640);
  const [active, setActive] = useState<number | null>(null);
  const frame = frameOf(props, width, height);
  const move = (event: PointerEvent<SVGSVGElement>): void => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - kMargin.left;
    setActive(Math.max(0, Math.min(points.length - 1, Math.floor(x / frame.step))));
  };
  const key = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    setActive((now) => Math.max(0, Math.min(points.length - 1, (now ?? points.length) + by)));
  };
  const shown = active === null ? undefined : points[active];
  return (
    <figure className="refit-chart" ref={ref}>
      <div className="refit-chart-box">
        <svg width={width} height={height} role="img" tabIndex={0} aria-label={`${props.title}. Arrow keys read single values.`}
          onPointerMove={move} onPointerLeave={() => setActive(null)} onKeyDown={key} onBlur={() => setActive(null)}>
          <Axes props={props} frame={frame} format={format} />
          {active !== null && <line className="refit-cursor" x1={frame.x(active)} x2={frame.x(active)} y1={kMargin.top} y2={height - kMargin.bottom} />}
          {kind === 'bar' ? <Bars points={points} frame={frame} active={active} /> : <Line points={points} frame={frame} />}
          {props.target && <Target target={props.target} frame={frame} />}
          {shown?.value != null && kind === 'line' && <circle className="refit-dot" cx={frame.x(active ?? 0)} cy={frame.y(shown.value)} r={4} />}
        </svg>
        {shown && active !== null && (
          <output className="refit-tip" style={{ left: Math.max(60, Math.min(width - 60, frame.x(active))) }}>
            <b>{format(shown.value)}</b> {shown.label}
          </output>
        )}
      </div>
      <DataTable caption={props.title} head={['Day', valueLabel]} rows={points.map((p) => [p.label, format(p.value)])} />
    </figure>
  );
}
