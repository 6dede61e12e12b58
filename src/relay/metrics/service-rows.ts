import type { RelayCounters } from './relay-counters.ts';
import type { StoredFigures } from './stored-figures.ts';

export type Rows = Iterable<readonly [labels: Readonly<Record<string, string | number>>, value: number]>;

/** Adds rows to a page; each is read at every scrape. */
export interface RowMaker {
  /** `name` without what all rows of the relay begin with, and counters end with. */
  readonly counter: (name: string, help: string, labelNames: readonly string[], rows: () => Rows) => void;
  readonly total: (name: string, help: string, value: () => number) => void;
  readonly gauge: (name: string, help: string, value: () => number) => void;
}

export interface ServiceRowSources {
  readonly counters: Pick<
    RelayCounters,
    'files' | 'channels' | 'callbacks' | 'hookPosts' | 'consoleSignIns' | 'backupsFailed'
  >;
  readonly gauges: () => { readonly boardChannels: number; readonly boardAnnouncements: number };
  /** As the scrape found them. */
  readonly figures: () => StoredFigures;
}

/** Files, channels, callbacks, hooks, the console and backups. */
export function addServiceRows(
  { counter, total, gauge }: RowMaker,
  { counters, gauges, figures }: ServiceRowSources,
): void {
  const { files, channels, callbacks, hookPosts, consoleSignIns } = counters;
  total('file_uploads_begun', 'Uploads begun.', () => files.begun);
  total('file_uploads_finished', 'Uploads whose file is complete.', () => files.finished);
  counter('file_refusals', 'Requests for files that were refused.', ['request', 'code'], function* () {
    for (const [code, count] of files.uploadsRefused.entries()) yield [{ request: 'upload', code }, count];
    for (const [code, count] of files.downloadsRefused.entries())
      yield [{ request: 'download', code }, count];
  });
  total('file_received_bytes', 'Bytes of files that came.', () => files.bytesIn);
  total('file_sent_bytes', 'Bytes of files read for those who fetch.', () => files.bytesOut);
  total('files_removed', 'Unfinished and unused files cleaned up.', () => files.filesRemoved);
  total('file_contents_removed', 'Contents cleaned up.', () => files.contentsRemoved);
  counter(
    'file_store_failures',
    'What the S3-compatible store was asked for and did not do.',
    ['operation'],
    function* () {
      for (const [operation, count] of files.storeFailures.entries()) yield [{ operation }, count];
    },
  );
  gauge('file_contents', 'Contents of complete files, each once.', () => figures().contents);
  gauge('file_content_bytes', 'Bytes of these.', () => figures().contentBytes);

  counter('announcement_steps', 'Steps of the lifecycle of announcements.', ['action'], function* () {
    for (const [action, count] of channels.steps.entries()) yield [{ action }, count];
  });
  total('channel_pulls', 'Pulls with something of channels in them.', () => channels.pulls);
  total('announcements_pulled', 'Announcements in these.', () => channels.announcementsPulled);
  gauge('board_channels', 'Channels in memory.', () => gauges().boardChannels);
  gauge('board_announcements', 'Announcements in memory.', () => gauges().boardAnnouncements);

  total('callback_deliveries_queued', 'Deliveries ever queued.', () => figures().deliveriesQueued);
  total('callback_deliveries_delivered', 'Deliveries taken by their receivers.', () => callbacks.delivered);
  total('callback_deliveries_given_up', 'Deliveries given up.', () => callbacks.givenUp);
  total('callback_attempts_failed', 'Attempts without success.', () => callbacks.failedAttempts);
  gauge('callback_queue', 'Deliveries that wait.', () => figures().deliveriesWaiting);
  gauge('callback_missed', 'Not queued because too many waited.', () => figures().deliveriesMissed);
  counter('hook_posts', 'Posts to hooks.', ['result'], function* () {
    for (const [result, count] of hookPosts.entries()) yield [{ result }, count];
  });

  counter('console_sign_ins', 'Attempts to sign in to the console.', ['result'], function* () {
    for (const [result, count] of consoleSignIns.entries()) yield [{ result }, count];
  });

  total('backups_failed', 'Backups that came to nothing.', () => counters.backupsFailed);
  gauge(
    'backup_last_success_timestamp_seconds',
    'When the last backup was complete.',
    () => (figures().lastBackup?.at ?? 0) / 1_000,
  );
  gauge('backup_last_seconds', 'How long it took.', () => figures().lastBackup?.seconds ?? 0);
  gauge('backup_last_bytes', 'Its size.', () => figures().lastBackup?.bytes ?? 0);
}
