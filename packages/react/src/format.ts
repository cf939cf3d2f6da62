// Numbers and times as people read them. All take the locale, so that a page can choose.

export type Locale = string | undefined;

export const kMissing = '–';

export function formatNumber(value: number | null | undefined, locale?: Locale, digits = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return kMissing;
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits, maximumFractionDigits: digits,
  }).format(value);
}

/** `value` in percent: 72 -> "72 %" in the locale's own way. */
export function formatPercent(value: number | null | undefined, locale?: Locale, digits = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return kMissing;
  return new Intl.NumberFormat(locale, {
    style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits,
  }).format(value / 100);
}

/** Milliseconds below a second, seconds above. */
export function formatDuration(ms: number | null | undefined, locale?: Locale): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return kMissing;
  if (ms >= 0 && ms < 0.5) return '< 1 ms';
  if (ms < 10) return `${formatNumber(ms, locale, 1)} ms`;
  if (ms < 1000) return `${formatNumber(ms, locale)} ms`;
  return `${formatNumber(ms / 1000, locale, ms % 1000 === 0 ? 0 : 1)} s`;
}

const kUnits: Array<[Intl.RelativeTimeFormatUnit, number]> = [
  ['year', 31_536_000], ['month', 2_592_000], ['week', 604_800], ['day', 86_400],
  ['hour', 3600], ['minute', 60], ['second', 1],
];

/** "3 minutes ago", "in 5 hours". */
export function formatAgo(iso: string | null | undefined, locale?: Locale, now = Date.now()): string {
  const time = iso ? Date.parse(iso) : Number.NaN;
  if (Number.isNaN(time)) return kMissing;
  const seconds = (time - now) / 1000;
  if (Math.abs(seconds) < 5) return 'just now';
  const [unit, size] = kUnits.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  const style = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return style.format(Math.trunc(seconds / size), unit);
}

/** Young times as "5 minutes ago", older ones by date and time: ten rows of "yesterday" say nothing. */
export function formatWhen(iso: string | null | undefined, locale?: Locale, now = Date.now()): string {
  const time = iso ? Date.parse(iso) : Number.NaN;
  if (Number.isNaN(time) || Math.abs(now - time) < 43_200_000) return formatAgo(iso, locale, now);
  return new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' }).format(time);
}

export function formatDateTime(iso: string | null | undefined, locale?: Locale): string {
  const time = iso ? Date.parse(iso) : Number.NaN;
  if (Number.isNaN(time)) return kMissing;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(time);
}

/** A calendar day "2026-11-23" as "Nov 23", without moving it to another zone. */
export function formatDay(day: string, locale?: Locale): string {
  const time = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(time)) return day;
  return new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(time);
}

/** The last `count` days up to `last`, oldest first, so that days without data still show. */
export function lastDays(count: number, last: Date): string[] {
  const end = Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), last.getUTCDate());
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(end - (count - 1 - index) * 86_400_000);
    return day.toISOString().slice(0, 10);
  });
}
