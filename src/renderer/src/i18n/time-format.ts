import type { Locale } from './locale.ts';

const DAY_MS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs 50 times as much as using it. There are two locales and a handful of shapes. */
function format(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, options);
    formats.set(key, found);
  }
  return found;
}

/** Calendar days between two moments in local time; 0 = the same day, also over a change of the clocks. */
export function daysBetween(earlier: number, later: number): number {
  const midnight = (at: number): number => {
    const date = new Date(at);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  };
  return Math.round((midnight(later) - midnight(earlier)) / DAY_MS);
}

function yesterday(locale: Locale): string {
  const word = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-1, 'day');
  return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
}

function today(locale: Locale): string {
  const word = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'day');
  return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
}

/** 14:03 */
export function clockTime(at: number, locale: Locale): string {
  return format(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

/** In the list: the time today, the word or weekday within a week, else the date. */
export function listTime(at: number, now: number, locale: Locale): string {
  const days = daysBetween(at, now);
  if (days <= 0) return clockTime(at, locale);
  if (days === 1) return yesterday(locale);
  if (days < 7) return format(locale, { weekday: 'short' }).format(at);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format(locale, sameYear ? { month: 'short', day: 'numeric' } : { dateStyle: 'short' }).format(at);
}

/** On a day separator: today, yesterday, else the date in words, with the year where it is another. */
export function dayLabel(at: number, now: number, locale: Locale): string {
  const days = daysBetween(at, now);
  if (days === 0) return today(locale);
  if (days === 1) return yesterday(locale);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format(locale, {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at);
}

/** A day that may be long ago, in few characters. */
export function dayName(at: number, locale: Locale): string {
  return format(locale, { year: 'numeric', month: 'short', day: 'numeric' }).format(at);
}

/** A moment to be told apart from others: the clock time, with the date where it is another day. */
export function momentTime(at: number, now: number, locale: Locale): string {
  if (daysBetween(at, now) === 0) return clockTime(at, locale);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format(locale, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at);
}

/** Everything, for tooltips and screen readers. */
export function fullTime(at: number, locale: Locale): string {
  return format(locale, { dateStyle: 'full', timeStyle: 'short', hourCycle: 'h23' }).format(at);
}
