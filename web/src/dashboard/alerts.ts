import type { Alert, AlertMetric } from '@refit/client';

interface Metric {
  label: string;
  unit: string;
  lowest: number;
  highest: number;
}

const percent = (label: string): Metric => ({ label, unit: '%', lowest: 0, highest: 100 });

export const kMetrics: Record<AlertMetric, Metric> = {
  successRate: percent('Success rate'),
  feedbackRate: percent('Feedback rate'),
  averageRating: { label: 'Average rating', unit: 'stars', lowest: 1, highest: 5 },
  processingTime: { label: 'Processing time', unit: 'ms', lowest: 0, highest: 1e7 },
  correctionRate: percent('Corrected'),
  failureRate: percent('Failed'),
  fallbackRate: percent('Fallbacks'),
  sessions: { label: 'Sessions', unit: '', lowest: 0, highest: 1e9 },
};

/** "Success rate below 60 % over 7 days". */
export function lineOf(alert: Pick<Alert, 'metric' | 'comparison' | 'threshold' | 'windowDays'>): string {
  const { label, unit } = kMetrics[alert.metric];
  const days = alert.windowDays === 1 ? 'today' : `over ${alert.windowDays} days`;
  return `${label} ${alert.comparison} ${alert.threshold}${unit && ` ${unit}`} ${days}`;
}

export function stateOf(alert: Pick<Alert, 'active' | 'firing'>): { text: string; tone: 'good' | 'bad' | 'plain' } {
  if (!alert.active) return { text: 'off', tone: 'plain' };
  return alert.firing ? { text: 'fires', tone: 'bad' } : { text: 'quiet', tone: 'good' };
}

/** A name nobody has to think of: "successRate-below", then "successRate-below-2". */
export function alertId(metric: AlertMetric, comparison: 'above' | 'below', taken: string[]): string {
  const base = `${metric}-${comparison}`;
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.includes(id)) return id;
  }
}
