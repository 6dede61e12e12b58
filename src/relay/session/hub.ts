import type { DeviceId, UserId } from '../../shared/model/ids.ts';
import { CLOSE } from '../../shared/protocol/close-codes.ts';
import type { PushBody, PushName } from '../../shared/protocol/pushes.ts';
import type { Audience, Caller, Publisher } from '../handlers/publisher.ts';
import type { OutFrame } from './out-frame.ts';
import { pushFrame } from './push-frame.ts';
import { MANY } from './write-turn.ts';

/** A signed-in connection as the hub sees it. */
export interface HubMember {
  enqueue(frame: OutFrame): void;
  close(code: number, reason: string): void;
}

interface Attached {
  readonly caller: Caller;
  readonly member: HubMember;
}

/** Is told of every connection that signs in, and of its end. */
export interface HubObserver {
  attached(caller: Caller): void;
  detached(caller: Caller): void;
}

/** Devices remembered as revoked; older ones are gone from the storage for sure. */
const MAX_REVOKED = 1_000;

/** Large audiences whose connections are remembered until somebody signs in or leaves. */
const MAX_REMEMBERED = 32;

/** Knows who is signed in, and hands pushes to their connections. */
export class Hub implements Publisher {
  /** Most people have one connection, and a map each would be most of what it costs here. A list never changes. */
  readonly #byUser = new Map<UserId, readonly Attached[]>();
  readonly #revoked = new Set<DeviceId>();
  /** The longest known first. */
  readonly #remembered = new Map<Audience, readonly HubMember[]>();
  #count = 0;
  #observers: readonly HubObserver[] = [];

  /** From now on. */
  observe(observer: HubObserver): void {
    this.#observers = [...this.#observers, observer];
  }

  get signedIn(): number {
    return this.#count;
  }

  /**
   * Pushes reach `member` from now on (SYN-3). `false`: the device was signed out while it was signing in; nothing changed.
   */
  attach(caller: Caller, member: HubMember): boolean {
    if (this.#revoked.has(caller.device)) return false;
    const own = this.#byUser.get(caller.user) ?? [];
    this.#byUser.set(caller.user, [...own, { caller, member }]);
    this.#count++;
    this.#remembered.clear();
    for (const observer of this.#observers) observer.attached(caller);
    return true;
  }

  /** Harmless when it is not attached. */
  detach(caller: Caller): void {
    const own = this.#byUser.get(caller.user) ?? [];
    const others = own.filter((attached) => attached.caller !== caller);
    if (others.length === own.length) return;
    this.#count--;
    this.#remembered.clear();
    if (others.length === 0) this.#byUser.delete(caller.user);
    else this.#byUser.set(caller.user, others);
    for (const observer of this.#observers) observer.detached(caller);
  }

  isOnline(user: UserId): boolean {
    return this.#byUser.has(user);
  }

  toUser<N extends PushName>(user: UserId, push: N, body: PushBody<N>, except?: Caller): void {
    const own = this.#byUser.get(user);
    if (!own || (own.length === 1 && own[0]?.caller === except)) return;
    const frame = pushFrame(push, body);
    for (const { caller, member } of own) if (caller !== except) member.enqueue(frame);
  }

  toAll<N extends PushName>(audience: Audience, push: N, body: PushBody<N>): void {
    const many = audience.size >= MANY;
    const members = many ? this.#remember(audience) : this.#reached(audience);
    if (members.length === 0) return;
    const frame = pushFrame(push, body, many);
    for (const member of members) member.enqueue(frame);
  }

  toEach<N extends PushName>(matches: (caller: Caller) => boolean, push: N, body: PushBody<N>): void {
    const frame = pushFrame(push, body, this.#count >= MANY);
    for (const own of this.#byUser.values()) {
      for (const { caller, member } of own) if (matches(caller)) member.enqueue(frame);
    }
  }

  /** To these connections, as far as they are still signed in; encoded once. */
  toCallers<N extends PushName>(callers: Iterable<Caller>, push: N, body: PushBody<N>): void {
    const frame = pushFrame(push, body);
    for (const caller of callers) {
      this.#byUser
        .get(caller.user)
        ?.find((attached) => attached.caller === caller)
        ?.member.enqueue(frame);
    }
  }

  /** Connections whose first sync is complete. */
  syncedCallers(): Caller[] {
    const synced: Caller[] = [];
    for (const own of this.#byUser.values()) {
      for (const { caller } of own) if (caller.synced) synced.push(caller);
    }
    return synced;
  }

  /** Everybody who is signed in. */
  *callers(): Generator<Caller> {
    for (const own of this.#byUser.values()) for (const { caller } of own) yield caller;
  }

  revoke(user: UserId, device: DeviceId, except?: Caller): void {
    this.#revoked.add(device);
    const oldest = this.#revoked.values().next();
    if (this.#revoked.size > MAX_REVOKED && !oldest.done) this.#revoked.delete(oldest.value);
    for (const { caller, member } of this.#byUser.get(user) ?? []) {
      if (caller.device === device && caller !== except) member.close(CLOSE.revoked, 'signed out');
    }
  }

  resyncAll(): void {
    for (const own of [...this.#byUser.values()]) {
      for (const { member } of own) member.close(CLOSE.goingAway, 'sync again');
    }
  }

  /** A busy group is told many times before anybody comes or goes. */
  #remember(audience: Audience): readonly HubMember[] {
    const known = this.#remembered.get(audience);
    if (known) return known;
    const members = this.#reached(audience);
    const oldest = this.#remembered.keys().next();
    if (this.#remembered.size >= MAX_REMEMBERED && !oldest.done) this.#remembered.delete(oldest.value);
    this.#remembered.set(audience, members);
    return members;
  }

  #reached(audience: Audience): readonly HubMember[] {
    const members: HubMember[] = [];
    if (audience.size <= this.#byUser.size) {
      for (const user of audience)
        for (const { member } of this.#byUser.get(user) ?? []) members.push(member);
    } else {
      for (const [user, own] of this.#byUser) {
        if (audience.has(user)) for (const { member } of own) members.push(member);
      }
    }
    return members;
  }
}
