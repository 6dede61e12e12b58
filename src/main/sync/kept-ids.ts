import type { MakeId } from '../../shared/clock.ts';
import { ClientId } from '../../shared/model/ids.ts';

/** Unanswered requests whose ids are kept for the next attempt. */
const MAX_KEPT = 200;

/**
 * Client ids of requests that may have to be made again: after a lost answer the same request has the same id, so that the
 * relay does nothing twice.
 */
export class KeptIds {
  readonly #makeId: MakeId;
  readonly #kept = new Map<string, ClientId>();

  constructor(makeId: MakeId) {
    this.#makeId = makeId;
  }

  /** The id of the earlier attempt at the same, or a new one. */
  of(request: unknown): ClientId {
    return this.#kept.get(JSON.stringify(request)) ?? ClientId.parse(this.#makeId());
  }

  /** There was no answer. Beyond 200 such requests the next attempt counts as a new one. */
  keep(request: unknown, id: ClientId): void {
    if (this.#kept.size < MAX_KEPT) this.#kept.set(JSON.stringify(request), id);
  }

  /** It is done, or refused. */
  forget(request: unknown): void {
    this.#kept.delete(JSON.stringify(request));
  }
}
