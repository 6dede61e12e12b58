import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/shared/errors.ts';
import type { Person } from '../../../../src/shared/model/person.ts';
import type { PictureOwner } from '../../../../src/shared/model/profile-picture.ts';
import { FEATURES } from '../../../../src/shared/protocol/features.ts';
import { pictureOf, testPicture } from '../../../support/profile-pictures.ts';
import { DEVICE, EngineFixture, ME, PEER, settle } from './engine-fixture.ts';

const FACE = testPicture(120);
const OF_PEER: PictureOwner = { kind: 'person', user: PEER.id };

describe('names and pictures of the engine', () => {
  let fixture: EngineFixture;
  let features: string[];

  beforeEach(() => {
    fixture = new EngineFixture();
    features = [...FEATURES];
    fixture.relay
      .on('session.hello', () => ({
        version: 1,
        relay: { id: 'relay', name: 'Relay' },
        registration: 'open',
        now: fixture.clock.now(),
        heartbeatMs: 20_000,
        features,
        changeWindowMs: 0,
        receiptPolicy: 'by-conversation',
      }))
      .on('channel.pull', () => ({ channels: [], reads: [], announcements: [], position: 1, more: false }));
  });

  async function online(): Promise<void> {
    await fixture.online();
    await fixture.pass(200);
  }
  const asked = (cmd: 'people.pull' | 'picture.get'): unknown[] =>
    fixture.relay.sockets.flatMap((socket) => socket.of(cmd).map(({ args }) => args));
  const peer = async (): Promise<Person | undefined> => (await fixture.store.read.people([PEER.id]))[0];

  it('[PRF-3] are asked for from where everything is at first, and then from where they were', async () => {
    fixture.conversation(1);
    fixture.position = 70;
    fixture.relay.on('people.pull', ({ position }) => ({
      people: position < 90 ? [{ ...PEER, displayName: 'Renamed', picture: FACE.id }] : [],
      position: 90,
      more: false,
    }));
    // The name was known before this client had learnt that names change.
    await fixture.store.write.putPeople([PEER]);
    await online();
    expect(asked('people.pull')).toEqual([{ position: 0 }]);
    expect(await peer()).toMatchObject({ displayName: 'Renamed', picture: FACE.id });
    fixture.relay.socket.end();
    await fixture.pass(5_000);
    expect(asked('people.pull')).toEqual([{ position: 0 }, { position: 90 }]);
  });

  it('[PRF-3] are not asked for anew by a client that knew nobody, nor at a relay where they never change', async () => {
    fixture.conversation(1);
    fixture.position = 70;
    await online();
    expect(asked('people.pull')).toEqual([{ position: 70 }]);
    features = ['files'];
    fixture.relay.socket.end();
    await fixture.pass(5_000);
    expect(fixture.state).toBe('online');
    expect(asked('people.pull')).toHaveLength(1);
  });

  it('[PRF-3] are asked for again when the relay was busy', async () => {
    let busy = true;
    fixture.relay.on('people.pull', ({ position }) => {
      const answer = busy ? new AppError('busy') : { people: [], position, more: false };
      busy = false;
      return answer;
    });
    await online();
    await fixture.pass(10_000);
    expect(asked('people.pull')).toHaveLength(2);
    expect(fixture.state).toBe('online');
  });

  it('[PRF-3] follow what the relay tells, my own person included, once each', async () => {
    fixture.conversation(1);
    await online();
    expect(await peer()).toEqual(PEER);
    fixture.relay.socket.push('person.changed', { person: { ...PEER, displayName: 'Renamed' } });
    const me = { ...ME, displayName: 'New me', picture: FACE.id };
    fixture.relay.socket.push('person.changed', { person: me });
    fixture.relay.socket.push('person.changed', { person: me });
    await settle();
    expect((await peer())?.displayName).toBe('Renamed');
    expect(fixture.met).toEqual([me]);
    expect(await fixture.store.read.people([ME.id])).toEqual([me]);
  });

  it('[PRF-1] that I change are known here at once, and as the relay has them at the next sign-in', async () => {
    await online();
    fixture.relay.on('account.setDisplayName', ({ displayName }) => ({ user: { ...ME, displayName } }));
    fixture.relay.on('account.setPicture', () => ({ user: { ...ME, picture: FACE.id } }));
    await fixture.engine.handle['account.setDisplayName']({ displayName: 'New me' });
    expect(fixture.met.at(-1)?.displayName).toBe('New me');
    await fixture.engine.handle['account.setPicture']({ picture: Buffer.from(FACE.base64, 'base64') });
    expect(fixture.relay.socket.of('account.setPicture').at(-1)?.args).toEqual({ picture: FACE.base64 });
    expect(fixture.met.at(-1)?.picture).toBe(FACE.id);
    const elsewhere = { ...ME, displayName: 'From the phone' };
    fixture.relay.on('session.resume', () => ({ user: elsewhere, device: DEVICE }));
    fixture.relay.socket.end();
    await fixture.pass(5_000);
    expect(fixture.met.at(-1)).toEqual(elsewhere);
    expect(await fixture.store.read.people([ME.id])).toEqual([elsewhere]);
  });

  it('[PRF-4] are fetched once for all who show them, kept, and there without a session', async () => {
    await online();
    fixture.relay.on('picture.get', () => ({ bytes: FACE.base64 }));
    const both = await Promise.all([
      fixture.engine.picture(OF_PEER, FACE.id),
      fixture.engine.picture(OF_PEER, FACE.id),
    ]);
    expect(both.map(({ type }) => type)).toEqual(['image/png', 'image/png']);
    await settle();
    fixture.relay.reachable = false;
    fixture.relay.socket.end();
    await settle();
    const kept = await fixture.engine.picture(OF_PEER, FACE.id);
    expect(Buffer.from(kept.bytes).toString('base64')).toBe(FACE.base64);
    expect(asked('picture.get')).toEqual([{ of: OF_PEER, picture: FACE.id }]);
    await expect(fixture.engine.picture(OF_PEER, testPicture(1).id)).rejects.toMatchObject({
      code: 'offline',
    });
  });

  it('[PRF-2] are shown only if they are what their id says, and a picture', async () => {
    await online();
    const script = pictureOf(Buffer.from('<svg onload="x()"/>'));
    for (const [picture, bytes] of [
      [testPicture(7), FACE.base64],
      [script, script.base64],
      [testPicture(1, 600), testPicture(1, 600).base64],
    ] as const) {
      fixture.relay.on('picture.get', () => ({ bytes }));
      await expect(fixture.engine.picture(OF_PEER, picture.id)).rejects.toMatchObject({ code: 'not_found' });
      expect(await fixture.store.read.picture(picture.id)).toBeUndefined();
    }
  });

  it('are asked for four at a time, and given up when the engine stops', async () => {
    await online();
    fixture.relay.on('picture.get', () => 'silence');
    const all = Array.from({ length: 10 }, (_, grey) =>
      fixture.engine
        .picture(OF_PEER, testPicture(grey).id)
        .catch((error: unknown) => AppError.from(error).code),
    );
    await settle();
    expect(asked('picture.get')).toHaveLength(4);
    await fixture.engine.stop();
    expect(new Set(await Promise.all(all))).toEqual(new Set(['offline', 'cancelled']));
  });
});
