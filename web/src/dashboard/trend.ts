import type { TrainingAnalytics } from '@refit/client';

/** Below this many sessions in each half, a change in the rate says nothing. */
const kSessionsForTrend = 10;

function share(trends: TrainingAnalytics['trends'], days: string[]): { sessions: number; rate: number } {
  const sessions = days.reduce((sum, day) => sum + (trends.dailyCount[day] ?? 0), 0);
  const corrected = days.reduce((sum, day) => sum + (trends.dailyCorrections?.[day] ?? 0), 0);
  return { sessions, rate: sessions ? corrected / sessions : 0 };
}

/** Whether people correct less by hand in the later half of the days than in the earlier one. */
export function correctionsTrend(trends: TrainingAnalytics['trends']): { change: number | null; text: string } {
  const days = Object.keys(trends.dailyCount).sort();
  const middle = Math.ceil(days.length / 2);
  const before = share(trends, days.slice(0, middle));
  const after = share(trends, days.slice(middle));
  if (before.sessions < kSessionsForTrend || after.sessions < kSessionsForTrend) {
    return { change: null, text: 'no trend yet' };
  }
  const change = Math.round(100 * (after.rate - before.rate));
  if (change === 0) return { change, text: 'steady' };
  return { change, text: change < 0 ? `▼ ${-change} points` : `▲ ${change} points` };
}

const kDaysMin = 7;
const kDaysMax = 30;
const kDayMs = 86_400_000;

/** As many days as there is something to see, from a week to a month. */
export function shownDays(dailyCount: Record<string, number>, now: number): number {
  const first = Object.keys(dailyCount).sort()[0];
  const age = first ? Math.ceil((now - Date.parse(first)) / kDayMs) : 0;
  return Math.max(kDaysMin, Math.min(kDaysMax, age));
}
