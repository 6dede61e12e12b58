import * as z from 'zod';
import { ConversationId, UserId } from '../../src/shared/model/ids.ts';

export const SEARCH_PEERS = ['store', 'like', 'trigram', 'minisearch'] as const;
export type SearchPeerName = (typeof SEARCH_PEERS)[number];

/** Where a way of searching finds what it needs; the argument that its process is started with. */
export const SearchPlace = z.object({
  peer: z.enum(SEARCH_PEERS),
  /** The store's own file, which holds the messages. */
  storeFile: z.string(),
  /** A file that it may make for itself. */
  ownFile: z.string(),
  workerPath: z.string(),
  me: UserId,
  /** The conversation that a query may be restricted to. */
  conversation: ConversationId,
  /** And the person, and the time; ms since 1970. */
  sender: UserId,
  since: z.int(),
  until: z.int(),
  /** For those that cannot hold them all: only the newest so many messages. */
  newest: z.int().min(1),
});
export type SearchPlace = z.infer<typeof SearchPlace>;

/** One query: everywhere, or narrowed to the one conversation, person or time, or to texts. */
export const SearchJob = z.object({
  query: z.string(),
  to: z.enum(['all', 'conversation', 'sender', 'period', 'texts']),
});
export type SearchJob = z.infer<typeof SearchJob>;

/** What the process answers to each query, and once of its own accord when it is ready, with no texts. */
export const SearchAnswer = z.object({
  /** The newest hits, newest first. */
  texts: z.array(z.string()),
  ms: z.number().min(0),
  /** What the index takes: on disk, or in the heap where it lives there. */
  indexMegabytes: z.number().min(0),
  /** Of the whole process, as it is now. */
  rssMegabytes: z.number().min(0),
});
export type SearchAnswer = z.infer<typeof SearchAnswer>;
