import type { Locale } from '../../renderer/src/i18n/locale.ts';

/** What a figure counts. */
export type FigureUnit = 'count' | 'bytes' | 'ms' | 'cores';

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** A figure in few characters, grouped as the language does. */
export function formatFigure(value: number, unit: FigureUnit, locale: Locale): string {
  const number = (digits: number, of: number): string =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(of);
  switch (unit) {
    case 'count':
      return number(value < 10 ? 1 : 0, value);
    case 'ms':
      return `${number(value < 10 ? 1 : 0, value)} ms`;
    case 'cores':
      return number(2, value);
    case 'bytes': {
      const power =
        value < 1 ? 0 : Math.min(Math.floor(Math.log(value) / Math.log(1_024)), BYTE_UNITS.length - 1);
      return `${number(power === 0 ? 0 : 1, value / 1_024 ** power)} ${BYTE_UNITS[power] ?? 'B'}`;
    }
  }
}
