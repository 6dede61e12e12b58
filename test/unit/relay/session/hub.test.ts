import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../../src/relay/handlers/publisher.ts';
import type { OutFrame } from '../../../../src/relay/session/out-frame.ts';
import { Hub, type HubMember } from '../../../../src/relay/session/hub.ts';
import { MANY } from '../../../../src/relay/session/write-turn.ts';
import { DeviceId, UserId } from '../../../../src/shared/model/ids.ts';
import { seededIds } from '../../../support/seeded-random.ts';

const makeId = seededIds(11);

interface Recorder extends HubMember {
  readonly frames: OutFrame[];
  readonly closes: number[];
}

function recorder(): Recorder {
  const frames: OutFrame[] = [];
  const closes: number[] = [];
  return { frames, closes, enqueue: (frame) => frames.push(frame), close: (code) => closes.push(code) };
}

function caller(user: UserId = UserId.parse(makeId())): Caller {
  return { user, device: DeviceId.parse(makeId()), synced: false, version: '1.0', features: new Set() };
}

const body = { position: 1 };

describe('hub', () => {
  it('[SEQ-3] encodes a push once for everybody, whether the audience or the online are fewer', () => {
    const hub = new Hub();
    const [anna, bo, eve] = [caller(), caller(), caller()];
    const [a, b, e] = [recorder(), recorder(), recorder()];
    hub.attach(anna, a);
    hub.attach(bo, b);
    hub.attach(eve, e);
    hub.toAll(new Set([anna.user, bo.user]), 'sync.checkpoint', body);
    const away = Array.from({ length: 10 }, () => UserId.parse(makeId()));
    hub.toAll(new Set([anna.user, bo.user, ...away]), 'sync.checkpoint', body);
    expect([a.frames.length, b.frames.length, e.frames.length]).toEqual([2, 2, 0]);
    expect(a.frames[0]).toBe(b.frames[0]);
    expect(a.frames[1]).toBe(b.frames[1]);
  });

  it('leaves out the connection that caused the push, and those that have gone', () => {
    const hub = new Hub();
    const laptop = caller();
    const phone = caller(laptop.user);
    const [l, p] = [recorder(), recorder()];
    hub.attach(laptop, l);
    hub.attach(phone, p);
    hub.toUser(laptop.user, 'sync.checkpoint', body, laptop);
    expect([l.frames.length, p.frames.length]).toEqual([0, 1]);
    hub.detach(phone);
    hub.detach(phone);
    hub.toUser(laptop.user, 'sync.checkpoint', body);
    hub.toCallers([laptop, phone], 'sync.checkpoint', body);
    expect([l.frames.length, p.frames.length, hub.signedIn]).toEqual([2, 1, 1]);
    hub.detach(laptop);
    expect(hub.isOnline(laptop.user)).toBe(false);
  });

  it('[SES-5] admits no device that was revoked, and closes its other connections', () => {
    const hub = new Hub();
    const one = caller();
    const two = { ...one };
    const other = caller(one.user);
    const [o, t, x] = [recorder(), recorder(), recorder()];
    hub.attach(one, o);
    hub.attach(two, t);
    hub.attach(other, x);
    hub.revoke(one.user, one.device, one);
    expect([o.closes, t.closes, x.closes]).toEqual([[], [4003], []]);
    expect(hub.attach({ ...one }, recorder())).toBe(false);
    expect(hub.attach({ ...other }, recorder())).toBe(true);
  });

  it('disconnects everybody when a push was lost', () => {
    const hub = new Hub();
    const members = [recorder(), recorder()];
    for (const member of members) hub.attach(caller(), member);
    hub.resyncAll();
    expect(members.map(({ closes }) => closes)).toEqual([[1001], [1001]]);
  });

  it('[SEQ-3] tells a large audience again and reaches whoever has come since, and nobody who has left', () => {
    const hub = new Hub();
    const [anna, bo] = [caller(), caller()];
    const [a, b, late] = [recorder(), recorder(), recorder()];
    const crowd = Array.from({ length: MANY }, () => UserId.parse(makeId()));
    const audience = new Set([anna.user, bo.user, ...crowd]);
    const counts = (): number[] => [a, b, late].map(({ frames }) => frames.length);
    hub.attach(anna, a);
    hub.attach(bo, b);
    hub.toAll(audience, 'sync.checkpoint', body);
    hub.toAll(audience, 'sync.checkpoint', body);
    expect(counts()).toEqual([2, 2, 0]);
    hub.attach({ ...bo }, late);
    hub.toAll(audience, 'sync.checkpoint', body);
    expect(counts()).toEqual([3, 3, 1]);
    hub.detach(bo);
    hub.toAll(audience, 'sync.checkpoint', body);
    expect(counts()).toEqual([4, 3, 2]);
    // Others of the same size are others.
    hub.toAll(new Set([...crowd, anna.user]), 'sync.checkpoint', body);
    expect(counts()).toEqual([5, 3, 2]);
  });
});
