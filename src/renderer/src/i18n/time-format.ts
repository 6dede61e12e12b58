import type { Locale } from './locale.ts';

const DAY_MS = 86_400_000;

const SHAPES = {
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  weekday: { weekday: 'short' },
  day: { month: 'short', day: 'numeric' },
  date: { dateStyle: 'short' },
  dayInWords: { weekday: 'long', month: 'long', day: 'numeric' },
  dateInWords: { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' },
  shortDate: { year: 'numeric', month: 'short', day: 'numeric' },
  dayAndClock: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  dateAndClock: {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
  full: { dateStyle: 'full', timeStyle: 'short', hourCycle: 'h23' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

type Shape = keyof typeof SHAPES;

const formats: Record<Locale, Partial<Record<Shape, Intl.DateTimeFormat>>> = { en: {}, 'zh-CN': {} };

/** Making a format costs 50 times as much as using it. */
function format(locale: Locale, shape: Shape): Intl.DateTimeFormat {
  return (formats[locale][shape] ??= new Intl.DateTimeFormat(locale, SHAPES[shape]));
}

const dayWords: Partial<Record<Locale, Intl.RelativeTimeFormat>> = {};

/** Calendar days between two moments in local time; 0 = the same day, also over a change of the clocks. */
export function daysBetween(earlier: number, later: number): number {
  const midnight = (at: number): number => {
    const date = new Date(at);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  };
  return Math.round((midnight(later) - midnight(earlier)) / DAY_MS);
}

function dayWord(locale: Locale, days: -1 | 0): string {
  const format = (dayWords[locale] ??= new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
  const word = format.format(days, 'day');
  return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
}

function isSameYear(a: number, b: number): boolean {
  return new Date(a).getFullYear() === new Date(b).getFullYear();
}

/** 14:03 */
export function clockTime(at: number, locale: Locale): string {
  return format(locale, 'clock').format(at);
}

/** In the list: the time today, the word or weekday within a week, else the date. */
export function listTime(at: number, now: number, locale: Locale): string {
  const days = daysBetween(at, now);
  if (days <= 0) return clockTime(at, locale);
  if (days === 1) return dayWord(locale, -1);
  if (days < 7) return format(locale, 'weekday').format(at);
  return format(locale, isSameYear(at, now) ? 'day' : 'date').format(at);
}

/** On a day separator: today, yesterday, else the date in words, with the year where it is another. */
export function dayLabel(at: number, now: number, locale: Locale): string {
  const days = daysBetween(at, now);
  if (days === 0 || days === 1) return dayWord(locale, days === 0 ? 0 : -1);
  return format(locale, isSameYear(at, now) ? 'dayInWords' : 'dateInWords').format(at);
}

/** A day that may be long ago, in few characters. */
export function dayName(at: number, locale: Locale): string {
  return format(locale, 'shortDate').format(at);
}

/** A moment to be told apart from others: the clock time, with the date where it is another day. */
export function momentTime(at: number, now: number, locale: Locale): string {
  if (daysBetween(at, now) === 0) return clockTime(at, locale);
  return format(locale, isSameYear(at, now) ? 'dayAndClock' : 'dateAndClock').format(at);
}

/** Everything, for tooltips and screen readers. */
export function fullTime(at: number, locale: Locale): string {
  return format(locale, 'full').format(at);
}
