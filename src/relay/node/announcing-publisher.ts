import type { DeviceId, UserId } from '../../shared/model/ids.ts';
import type { PushBody, PushName } from '../../shared/protocol/pushes.ts';
import type { Notice } from '../cluster/notice.ts';
import type { Audience, Caller, Publisher } from '../handlers/publisher.ts';

/** Pushes at this node; that a device is signed out concerns all of them. */
export class AnnouncingPublisher implements Publisher {
  readonly #hub: Publisher;
  readonly #announce: (notice: Notice) => void;

  constructor(hub: Publisher, announce: (notice: Notice) => void) {
    this.#hub = hub;
    this.#announce = announce;
  }

  isOnline(user: UserId): boolean {
    return this.#hub.isOnline(user);
  }

  toUser<N extends PushName>(user: UserId, push: N, body: PushBody<N>, except?: Caller): void {
    this.#hub.toUser(user, push, body, except);
  }

  toAll<N extends PushName>(audience: Audience, push: N, body: PushBody<N>): void {
    this.#hub.toAll(audience, push, body);
  }

  toEach<N extends PushName>(matches: (caller: Caller) => boolean, push: N, body: PushBody<N>): void {
    this.#hub.toEach(matches, push, body);
  }

  toCallers<N extends PushName>(callers: Iterable<Caller>, push: N, body: PushBody<N>): void {
    this.#hub.toCallers(callers, push, body);
  }

  revoke(user: UserId, device: DeviceId, except?: Caller): void {
    this.#hub.revoke(user, device, except);
    this.#announce({ kind: 'revoked', user, device });
  }

  resyncAll(): void {
    this.#hub.resyncAll();
  }
}
