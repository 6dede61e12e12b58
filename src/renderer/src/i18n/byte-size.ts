const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** A size as file managers write it, with at most three digits: `980 B`, `1.5 MB`, `120 MB`. */
export function byteSize(bytes: number, locale: string): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1_000 && unit < UNITS.length - 1) {
    value /= 1_024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toLocaleString(locale, { maximumFractionDigits: digits })} ${UNITS[unit] ?? ''}`;
}
