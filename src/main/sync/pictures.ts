import { createHash } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import {
  isPictureSize,
  isPictureType,
  type PictureId,
  type PictureOwner,
} from '../../shared/model/profile-picture.ts';
import { readPicture } from '../../shared/picture.ts';
import type { Store } from '../store/port.ts';
import { type CurrentSession, requireSession } from './uplink.ts';

/** Asked for at once: a list that is shown for the first time must not keep a message of its user's waiting. */
const MAX_ASKED = 4;
/** Pictures that wait; more than any window shows. */
const MAX_WAITING = 1_000;

/** A picture that can be shown. */
export interface ReadyPicture {
  readonly bytes: Uint8Array;
  readonly type: string;
}

/** Pictures of people and groups: from this disk, or else from the relay, once. */
export interface Pictures {
  /**
   * Rejects with `not_found` when the owner has another picture now or the bytes are none that may be shown, `offline` when it is not
   * here and there is no session, `busy` when too many wait, `cancelled` after `stop`.
   */
  get(of: PictureOwner, picture: PictureId): Promise<ReadyPicture>;
  stop(): void;
}

interface Waiting {
  readonly run: () => void;
  readonly cancel: () => void;
}

export function createPictures(deps: {
  readonly store: Store;
  readonly session: CurrentSession;
  readonly logger: Logger;
}): Pictures {
  const { store, session, logger } = deps;
  /** By id: many rows show the same face. */
  const asking = new Map<PictureId, Promise<ReadyPicture>>();
  let asked = 0;
  let waiting: Waiting[] = [];
  let stopped = false;

  async function turn(): Promise<void> {
    if (stopped) throw new AppError('cancelled');
    if (asked < MAX_ASKED) {
      asked += 1;
      return;
    }
    if (waiting.length >= MAX_WAITING) throw new AppError('busy', 'too many pictures are waited for');
    await new Promise<void>((resolve, reject) => {
      waiting.push({ run: resolve, cancel: () => reject(new AppError('cancelled')) });
    });
  }

  function done(): void {
    const next = waiting.shift();
    // The turn is handed on.
    if (next) next.run();
    else asked -= 1;
  }

  async function ask(of: PictureOwner, picture: PictureId): Promise<ReadyPicture> {
    const kept = await store.read.picture(picture);
    if (kept) return ready(kept);
    await turn();
    let bytes: Uint8Array;
    try {
      const answer = await requireSession(session).request('picture.get', { of, picture });
      bytes = new Uint8Array(Buffer.from(answer.bytes, 'base64'));
    } finally {
      done();
    }
    if (createHash('sha256').update(bytes).digest('base64url') !== picture)
      throw new AppError('not_found', 'the bytes are others than the id says');
    const checked = ready(bytes);
    store.write
      .keepPicture({ id: picture, bytes })
      .catch((error: unknown) => logger.warn({ err: error }, 'a picture is not kept'));
    return checked;
  }

  return {
    get(of, picture) {
      const known = asking.get(picture);
      if (known) return known;
      const asks = ask(of, picture).finally(() => asking.delete(picture));
      asking.set(picture, asks);
      return asks;
    },
    stop() {
      stopped = true;
      for (const { cancel } of waiting) cancel();
      waiting = [];
    },
  };
}

/** By its header, whatever the relay says of it. */
function ready(bytes: Uint8Array): ReadyPicture {
  const picture = readPicture(bytes);
  if (!picture || !isPictureType(picture.type) || !isPictureSize(picture.width, picture.height))
    throw new AppError('not_found', 'no picture that can be shown');
  return { bytes, type: picture.type };
}
