import { describe, expect, it } from 'vitest';
import { MAX_PICTURE_BYTES, type PictureOwner } from '../../../src/shared/model/profile-picture.ts';
import { expectCode } from '../../support/expect-code.ts';
import { pictureOf, type TestPicture, testPicture } from '../../support/profile-pictures.ts';
import { type Actor, RelayWorld } from '../../support/relay-world.ts';
import { type OpenStorage, STORAGES } from '../../support/storages.ts';

const GREY = testPicture(120);
const WHITE = testPicture(255);

async function scene(open: OpenStorage) {
  const world = new RelayWorld({ storage: open() });
  const [anna, bo, cy] = [
    await world.register('anna'),
    await world.register('bo'),
    await world.register('cy'),
  ];
  return { world, anna, bo, cy };
}

const setPicture = ({ client }: Actor, picture: TestPicture | null) =>
  client.request('account.setPicture', { picture: picture?.base64 ?? null });
const rename = ({ client }: Actor, displayName: string) =>
  client.request('account.setDisplayName', { displayName });
const get = ({ client }: Actor, of: PictureOwner, { id }: TestPicture) =>
  client.request('picture.get', { of, picture: id });
const personOf = ({ user }: Actor): PictureOwner => ({ kind: 'person', user });
const toldTo = ({ client }: Actor) => client.bodies('person.changed').map(({ person }) => person);

describe.each(STORAGES)('names and pictures on $name', ({ open }) => {
  it('[PRF-1] [PRF-3] reach everybody who is there within a second, however often they change', async () => {
    const { world, anna, bo } = await scene(open);
    expect((await rename(anna, '  Anna Miller ')).user).toMatchObject({ displayName: 'Anna Miller' });
    expect((await setPicture(anna, GREY)).user).toMatchObject({ picture: GREY.id });
    await rename(anna, 'Anna M.');
    await world.settle(bo);
    expect(toldTo(bo)).toEqual([]);
    await world.pass(1_000, bo, anna);
    const person = { id: anna.user, name: 'anna', displayName: 'Anna M.', picture: GREY.id };
    expect(toldTo(bo)).toEqual([person]);
    expect(toldTo(anna)).toEqual([person]);
    // What is so already is told to nobody.
    await rename(anna, 'Anna M.');
    await setPicture(anna, GREY);
    await world.pass(1_000, bo);
    expect(toldTo(bo)).toHaveLength(1);
    expect((await bo.client.request('people.get', { users: [anna.user] })).people).toEqual([person]);
    const resumed = await world.connect().client.resume(anna.token);
    expect(resumed.user).toEqual(person);
  });

  it('[PRF-1] refuse names as registration does, and change nothing then', async () => {
    const { anna, bo } = await scene(open);
    for (const name of ['', '   ', 'two\nlines', '\u202egnp.exe', 'x'.repeat(65)])
      await expectCode(rename(anna, name), 'bad_args');
    await rename(anna, '<b onclick="x()">A & B</b>');
    expect((await bo.client.request('people.get', { users: [anna.user] })).people[0]?.displayName).toBe(
      '<b onclick="x()">A & B</b>',
    );
  });

  it('[PRF-2] refuse what is no small square picture, by its header', async () => {
    const { anna } = await scene(open);
    const gif = pictureOf(Buffer.from('GIF89a\0\x01\0\x01\x80\0\0\xff\xff\xff\0\0\0;', 'latin1'));
    const svg = pictureOf(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"/>'));
    for (const picture of [gif, svg, pictureOf(Buffer.from('no picture at all'))])
      await expectCode(setPicture(anna, picture), 'type_not_allowed');
    // An archive behind a good header is carried as bytes and taken for nothing else.
    const square = Buffer.from(GREY.base64, 'base64');
    const large = pictureOf(Buffer.concat([square, Buffer.alloc(MAX_PICTURE_BYTES)]));
    for (const picture of [testPicture(0, 256, 255), testPicture(0, 63), testPicture(0, 513), large])
      await expect(setPicture(anna, picture)).rejects.toMatchObject({ code: 'bad_args', field: 'picture' });
    await expectCode(anna.client.request('account.setPicture', { picture: 'not base64!' }), 'bad_args');
    for (const side of [64, 512]) await setPicture(anna, testPicture(9, side));
  });

  it('[PRF-3] are learnt by a device that was away, from where it was', async () => {
    const { anna, bo } = await scene(open);
    const pull = async (position: number) => bo.client.request('people.pull', { position });
    const start = (await bo.client.request('sync.pull', { position: 0, limit: 10 })).position;
    expect(await pull(start)).toEqual({ people: [], position: start, more: false });
    await setPicture(anna, GREY);
    await rename(anna, 'Anna M.');
    const page = await pull(start);
    expect(page).toMatchObject({ people: [{ displayName: 'Anna M.', picture: GREY.id }], more: false });
    expect(page.position).toBeGreaterThan(start);
    expect((await pull(page.position)).people).toEqual([]);
    expect((await pull(0)).people).toHaveLength(1);
  });

  it('[PRF-7] tell everybody who gave their account up, also whoever was away', async () => {
    const { world, anna, bo } = await scene(open);
    await setPicture(anna, GREY);
    await world.group(anna, bo);
    await world.pass(1_000, bo);
    const start = (await bo.client.request('sync.pull', { position: 0, limit: 10 })).position;
    await anna.client.request('account.deactivate', { password: 'correct horse' });
    await world.pass(1_000, bo);
    const gone = {
      id: anna.user,
      name: 'anna',
      displayName: 'Anna',
      picture: GREY.id,
      deactivated: true,
    } as const;
    expect(toldTo(bo).slice(1)).toEqual([gone]);
    const page = await bo.client.request('people.pull', { position: start });
    expect(page).toMatchObject({ people: [gone], more: false });
    expect((await bo.client.request('people.pull', { position: page.position })).people).toEqual([]);
  });

  it('[PRF-4] are given to those who may see whom they show, as long as they show them', async () => {
    const { world, anna, bo, cy } = await scene(open);
    await setPicture(anna, GREY);
    expect(await get(cy, personOf(anna), GREY)).toEqual({ bytes: GREY.base64 });
    // Whose it is counts, and not whether it is there.
    await expectCode(get(cy, personOf(bo), GREY), 'not_found');
    const group = await world.group(anna, bo);
    const of = { kind: 'conversation', conversation: group.id } as const;
    await anna.client.request('conversation.setPicture', { conversation: group.id, picture: WHITE.base64 });
    expect(await get(bo, of, WHITE)).toEqual({ bytes: WHITE.base64 });
    await expectCode(get(cy, of, WHITE), 'not_found');
    await expectCode(get(bo, of, GREY), 'not_found');
    await anna.client.request('conversation.removeMembers', { conversation: group.id, users: [bo.user] });
    await expectCode(get(bo, of, WHITE), 'not_found');
    await setPicture(anna, null);
    await expectCode(get(cy, personOf(anna), GREY), 'not_found');
  });

  it('[PRF-1] [PRF-5] of groups are an event and stand in every head, set by those who may rename', async () => {
    const { world, anna, bo } = await scene(open);
    const { id } = await world.group(anna, bo);
    const set = ({ client }: Actor, picture: TestPicture | null, conversation = id) =>
      client.request('conversation.setPicture', { conversation, picture: picture?.base64 ?? null });
    await expectCode(set(bo, GREY), 'forbidden');
    await expectCode(set(anna, testPicture(0, 256, 255)), 'bad_args');
    const direct = await world.direct(anna, bo);
    await expectCode(set(anna, GREY, direct.id), 'forbidden');
    await set(anna, GREY);
    await world.settle(bo);
    expect(bo.client.bodies('timeline.appended').at(-1)?.event).toMatchObject({
      kind: 'conversation.pictureChanged',
      sender: anna.user,
      picture: GREY.id,
    });
    expect(bo.client.bodies('conversation.changed').at(-1)?.conversation.picture).toBe(GREY.id);
    const events = bo.client.bodies('timeline.appended').length;
    await set(anna, GREY);
    await set(anna, null);
    await set(anna, null);
    await world.settle(bo);
    expect(bo.client.bodies('timeline.appended')).toHaveLength(events + 1);
    expect(bo.client.bodies('conversation.changed').at(-1)?.conversation).not.toHaveProperty('picture');
  });

  it('[PRF-6] count as writes', async () => {
    const world = new RelayWorld({ storage: open(), accountLimits: { messagesPerSecond: 2 } });
    const anna = await world.register('anna');
    const refused: unknown[] = [];
    for (let at = 0; at < 30; at++) {
      const args = at % 2 === 0 ? rename(anna, `Anna ${at}`) : setPicture(anna, at % 4 === 1 ? GREY : null);
      await args.catch((error: unknown) => refused.push(error));
    }
    expect(refused).toHaveLength(10);
    expect(refused[0]).toMatchObject({ code: 'rate_limited' });
  });

  it('[VER-2] are told to nobody who has not named the feature, who sees names as ever', async () => {
    const { world, anna, bo } = await scene(open);
    const { client, pair } = world.connect();
    await client.hello(['files']);
    await client.request('session.resume', { token: bo.token });
    const old = { ...bo, client, pair };
    await rename(anna, 'Anna M.');
    await world.pass(1_000, old);
    expect(toldTo(old)).toEqual([]);
    expect((await client.request('people.get', { users: [anna.user] })).people[0]?.displayName).toBe(
      'Anna M.',
    );
  });
});
