import { afterEach, expect, it, vi } from 'vitest';
import { faces, meet } from '../../../src/console/state/faces.ts';
import { ADMIN_PICTURES } from '../../../src/shared/admin/operations.ts';
import { UserId } from '../../../src/shared/model/ids.ts';
import type { Person } from '../../../src/shared/model/person.ts';
import { seededIds } from '../../support/seeded-random.ts';
import { testPicture } from '../../support/profile-pictures.ts';

const makeId = seededIds(77);
const [first, second] = [testPicture(10), testPicture(200)];

function people(count: number, picture: Person['picture'] = first.id): Person[] {
  return Array.from({ length: count }, () => ({
    id: UserId.parse(makeId()),
    name: 'anna',
    displayName: 'Anna',
    picture,
  }));
}

/** A relay that has these pictures; gives how many people each request was about. */
function relay(answer: { readonly base64: string; readonly id: string } | undefined): number[] {
  const sizes: number[] = [];
  vi.stubGlobal('fetch', (_url: string, { body }: { body: string }) => {
    const { users } = JSON.parse(body) as { users: string[] };
    sizes.push(users.length);
    if (!answer) return Promise.reject(new Error('away'));
    const { base64: bytes, id: picture } = answer;
    const pictures = users.map((user) => ({ user, picture, type: 'image/png', bytes }));
    return Promise.resolve(Response.json({ ok: { pictures } }));
  });
  return sizes;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

it('pictures of a list are asked for a few at a time, once, and again where they have changed or were not to be had', async () => {
  const away = relay(undefined);
  const listed = people(ADMIN_PICTURES + 5);
  const [anna] = listed;
  if (!anna) throw new Error('people');
  meet(listed);
  await vi.waitFor(() => expect(away).toEqual([ADMIN_PICTURES, 5]));
  expect(faces.urlOf('person', anna.id)).toBeUndefined();

  const asked = relay(first);
  // Whoever asked before has to hear that it failed.
  await vi.waitFor(() => {
    meet(listed);
    expect(listed.every(({ id }) => faces.urlOf('person', id) !== undefined)).toBe(true);
  });
  expect(faces.urlOf('person', anna.id)).toBe(`data:image/png;base64,${first.base64}`);
  expect(faces.urlOf('title', anna.id)).toBeUndefined();
  const before = asked.length;
  meet(listed);
  expect(asked).toHaveLength(before);

  relay(second);
  meet([{ ...anna, picture: second.id }]);
  await vi.waitFor(() =>
    expect(faces.urlOf('person', anna.id)).toBe(`data:image/png;base64,${second.base64}`),
  );
  meet([{ ...anna, picture: undefined }]);
  expect(faces.urlOf('person', anna.id)).toBeUndefined();
});

it('pictures are kept of 500 people, those who came last', async () => {
  relay(first);
  const [old, young] = [people(10), people(500)];
  meet(old);
  await vi.waitFor(() => expect(faces.urlOf('person', old.at(-1)?.id ?? '')).toBeDefined());
  meet(young);
  await vi.waitFor(() => expect(faces.urlOf('person', young.at(-1)?.id ?? '')).toBeDefined());
  expect(old.some(({ id }) => faces.urlOf('person', id) !== undefined)).toBe(false);
  expect(young.every(({ id }) => faces.urlOf('person', id) !== undefined)).toBe(true);
});
