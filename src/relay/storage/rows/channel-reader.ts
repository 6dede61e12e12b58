import type { RangeSet } from '../../../shared/model/range-set.ts';
import { packRanges, unpackRanges } from '../../domain/packed-ranges.ts';

/** Both sets as `rangesToJson` writes them. */
export interface ChannelReaderRow {
  readonly read: string;
  readonly delivered: string;
  readonly position: number;
}

export function rangesToJson(ranges: RangeSet): string {
  return JSON.stringify(packRanges(ranges));
}

/** What is stored was written by `rangesToJson`. */
export function rangesFromJson(text: string | undefined): RangeSet {
  return text === undefined ? [] : unpackRanges(JSON.parse(text) as number[]);
}
