import * as z from 'zod';
import { MessageItem } from './timeline-views.ts';

/** What a search can be narrowed to. */
export const SearchableType = z.enum(['text', 'image', 'file', 'card', 'packet', 'forward']);
export type SearchableType = z.infer<typeof SearchableType>;

/** How much of the history that I may see a search covers. */
export const HistoryState = z.object({
  /** Rounded down: 100 only when all of it is on this disk and in the search index. */
  percent: z.int().min(0).max(100),
  /** Of messages on this disk that an index which was begun anew has taken in; absent: it is whole. */
  indexed: z.int().min(0).max(100).optional(),
});
export type HistoryState = z.infer<typeof HistoryState>;

export const SearchHit = z.object({
  item: MessageItem,
  /** `[start, end)` in UTF-16 units of the text, ascending, not overlapping. */
  marks: z.array(z.tuple([z.int().min(0), z.int().min(0)])),
});
export type SearchHit = z.infer<typeof SearchHit>;
