import type { AnnouncementActionKind } from '../../shared/model/announcement-lifecycle.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { Tally } from './tally.ts';

/** What was done with files over HTTP. */
export class FileCounters {
  /** Uploads begun, and those whose file is complete. */
  begun = 0;
  finished = 0;
  /** Requests that were refused, of those who send and those who fetch. */
  readonly uploadsRefused = new Tally<ErrorCode>();
  readonly downloadsRefused = new Tally<ErrorCode>();
  /** Bytes of files that were written here, and handed to readers. */
  bytesIn = 0;
  bytesOut = 0;
  /** Cleaned up: unfinished or unused files, and contents that no file has any more. */
  filesRemoved = 0;
  contentsRemoved = 0;
  /** What a store outside of this machine was asked for, and did not do. */
  readonly storeFailures = new Tally<'put' | 'get' | 'head' | 'delete' | 'list'>();
}

/** What was done with announcements. */
export class ChannelCounters {
  /** Steps of the lifecycle that changed something. */
  readonly steps = new Tally<AnnouncementActionKind>();
  /** Pulls that had something of channels in them, and the announcements in these. */
  pulls = 0;
  announcementsPulled = 0;
}

/** What was told to callbacks. */
export class CallbackCounters {
  delivered = 0;
  /** Attempts without success, the last ones included. */
  failedAttempts = 0;
  givenUp = 0;
}
