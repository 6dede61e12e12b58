import type { SearchFilters } from '../../stores/search.ts';

export type Period = Pick<SearchFilters, 'since' | 'until'>;

/** The last `days` calendar days in local time, today included. */
export function lastDays(days: number, now: number): Period {
  const start = new Date(now);
  start.setHours(0, 0, 0, 0);
  start.setDate(start.getDate() - days + 1);
  return { since: start.getTime(), until: null };
}

/** From the first to the last of two days, both included, as date fields give them: `2026-11-22`, or '' for no bound. */
export function betweenDays(first: string, last: string): Period {
  const until = midnight(last);
  until?.setDate(until.getDate() + 1);
  return { since: midnight(first)?.getTime() ?? null, until: until?.getTime() ?? null };
}

/** The last day inside a period, where it ends. */
export function lastDayOf(until: number): number {
  const day = new Date(until);
  day.setDate(day.getDate() - 1);
  return day.getTime();
}

/** As a date field wants it: the local day. */
export function dayField(at: number): string {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function midnight(day: string): Date | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) return null;
  // Years below 1970 would be times below 0, which nothing was sent at.
  const date = new Date(Math.max(1970, Number(match[1])), Number(match[2]) - 1, Number(match[3]));
  return date.getTime() >= 0 ? date : null;
}
