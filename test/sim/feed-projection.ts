import type { Engine } from '../../src/main/sync/engine.ts';
import type { ConversationRow } from '../../src/shared/ipc/views.ts';
import type { ConversationId } from '../../src/shared/model/ids.ts';

/** What a window knows that has listened to the change feed since it opened. */
export class FeedProjection {
  readonly rows = new Map<ConversationId, ConversationRow>();
  totalUnread = 0;

  constructor(rows: readonly ConversationRow[], totalUnread: number) {
    for (const row of rows) this.rows.set(row.id, row);
    this.totalUnread = totalUnread;
  }

  listen(engine: Engine): void {
    engine.on('store.changed', ({ conversations, totalUnread }) => {
      for (const row of conversations) this.rows.set(row.id, row);
      this.totalUnread = totalUnread;
    });
  }
}
