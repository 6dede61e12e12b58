import * as z from 'zod';
import { ConversationId } from '../../model/ids.ts';
import { ArchiveState, StorageSizes } from '../archive-views.ts';
import { LostCounts, LostMessage } from '../lost-views.ts';
import { StorageState } from '../views.ts';
import { PAGE, nothing, request } from './spec.ts';

export const STORAGE_REQUESTS = {
  /** How the disk is; `storage.changed` tells when that changes. */
  'storage.get': request(nothing, StorageState),
  /** The user has taken note of the recovery. */
  'storage.seen': request(nothing, nothing),
  /** What the account takes on this disk; takes as long as reading the search index does. */
  'storage.sizes': request(nothing, StorageSizes),
  /** Removes contents of files that can be fetched again. */
  'storage.clearFiles': request(nothing, nothing),
  /** Makes the search index anew; `history.changed` tells how far it is. */
  'storage.reindex': request(nothing, nothing),

  'archive.get': request(nothing, ArchiveState),
  /** Has the user choose where to, and begins; `archive.changed` tells how it goes. `null`: all conversations. */
  'archive.export': request(
    z.object({ conversations: z.array(ConversationId).min(1).max(10_000).nullable(), files: z.boolean() }),
    z.object({ begun: z.boolean() }),
  ),
  /** Has the user choose the folder of an archive, or takes the one that was opened with the program, and begins. */
  'archive.import': request(z.object({ opened: z.boolean() }), z.object({ begun: z.boolean() })),
  /** Gives up what runs; what came of the last one is forgotten. */
  'archive.cancel': request(nothing, nothing),

  /** What the relay has lost of what was here; `lost.changed` tells when that changes. */
  'lost.get': request(nothing, LostCounts),
  /** Messages of others among it, newest first, those below `before`. */
  'lost.list': request(
    z.object({
      before: LostMessage.pick({ at: true, num: true }).optional(),
      limit: z.int().min(1).max(PAGE),
    }),
    z.object({ messages: z.array(LostMessage), more: z.boolean() }),
  ),
  /** Deletes all of them. */
  'lost.delete': request(nothing, nothing),
} as const;
