/** One measured row; numbers are in the unit that the column's title names. */
export interface Row {
  readonly table: string;
  readonly subject: string;
  readonly values: Readonly<Record<string, number | string>>;
}

/** A target of docs and issues, checked against the rows of the same run. */
export interface Target {
  readonly name: string;
  /** What was reached, or `undefined` when the run did not measure it (a peer that is not installed). */
  readonly actual: number | undefined;
  readonly comparison: '<=' | '>=';
  readonly bound: number;
}

export interface BenchResult {
  readonly rows: readonly Row[];
  readonly targets: readonly Target[];
  /** What the reader must know: machine, what was left out and why. */
  readonly notes: readonly string[];
}

export interface BenchOptions {
  /** `--name=value` and `--name value` arguments that are the bench's own. */
  readonly option: (name: string, fallback: number) => number;
  /** A comma-separated list, or `undefined` when the option is absent. */
  readonly list: (name: string) => readonly string[] | undefined;
  /** For progress; goes to stderr so that `--json` stays clean. */
  readonly say: (text: string) => void;
}

export type Bench = (options: BenchOptions) => Promise<BenchResult>;

function format(value: number | string): string {
  if (typeof value === 'string') return value;
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.1 ? 2 : 4;
  return value.toFixed(digits);
}

/** Rows of one table under each other, columns as wide as their widest cell. */
export function printTables(rows: readonly Row[]): string {
  const lines: string[] = [];
  for (const table of new Set(rows.map((row) => row.table))) {
    const members = rows.filter((row) => row.table === table);
    const columns = [...new Set(members.flatMap((row) => Object.keys(row.values)))];
    const cells = [
      ['', ...columns],
      ...members.map((row) => [row.subject, ...columns.map((column) => format(row.values[column] ?? '–'))]),
    ];
    const widths = [0, ...columns].map((_, i) => Math.max(...cells.map((line) => line[i]?.length ?? 0)));
    lines.push(`\n${table}`);
    for (const line of cells)
      lines.push(
        line
          .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
          .join('  '),
      );
  }
  return lines.join('\n');
}

export function isMet(target: Target): boolean | undefined {
  if (target.actual === undefined) return undefined;
  return target.comparison === '<=' ? target.actual <= target.bound : target.actual >= target.bound;
}

export function printTarget(target: Target): string {
  const met = isMet(target);
  const verdict = met === undefined ? 'not measured' : met ? 'met' : 'MISSED';
  const actual = target.actual === undefined ? '–' : format(target.actual);
  return `${verdict.padEnd(12)} ${target.name}: ${actual} (target ${target.comparison} ${format(target.bound)})`;
}

/** The value below which `fraction` (0…1) of the samples lie; sorts a copy. NaN for no samples. */
export function percentile(samples: ArrayLike<number>, fraction: number): number {
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? Number.NaN;
}
