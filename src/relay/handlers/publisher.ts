import type { DeviceId, UserId } from '../../shared/model/ids.ts';
import type { Feature } from '../../shared/protocol/features.ts';
import type { PushBody, PushName } from '../../shared/protocol/pushes.ts';

/** Who is at the other end of a signed-in connection. One object per connection, compared by identity. */
export interface Caller {
  readonly user: UserId;
  readonly device: DeviceId;
  /** Whether a `sync.pull` on this connection has reached its last page; checkpoints make sense only then. */
  synced: boolean;
  /** What the client calls its version, and what it knows beyond the first day of the protocol's (VER-2). */
  readonly version: string;
  readonly features: ReadonlySet<Feature>;
}

/**
 * Many users at once, always the same ones; `has` lets the publisher walk whoever are fewer, the online or the audience. Whoever
 * tells the same people again should bring the same object: the publisher may remember whom of them it reaches.
 */
export interface Audience extends Iterable<UserId> {
  readonly size: number;
  has(user: UserId): boolean;
}

/** Pushes to signed-in devices. Frames to one connection keep the order of the calls, replies included. */
export interface Publisher {
  isOnline(user: UserId): boolean;
  /** To every signed-in device of the user, but not to `except`. */
  toUser<N extends PushName>(user: UserId, push: N, body: PushBody<N>, except?: Caller): void;
  /** To every signed-in device of the audience; encoded once. */
  toAll<N extends PushName>(audience: Audience, push: N, body: PushBody<N>): void;
  /** To every signed-in connection that `matches`; encoded once. */
  toEach<N extends PushName>(matches: (caller: Caller) => boolean, push: N, body: PushBody<N>): void;
  /** Closes the connections of the person's device, but not `except`, and admits it never again. */
  revoke(user: UserId, device: DeviceId, except?: Caller): void;
  /** To these connections, as far as they are still signed in; encoded once. */
  toCallers<N extends PushName>(callers: Iterable<Caller>, push: N, body: PushBody<N>): void;
  /** A push was lost inside the relay: every signed-in device is disconnected and syncs when it is back. */
  resyncAll(): void;
}
