import type { Handler } from './context.ts';

/** Everybody on a relay may find everybody. */
export const listPeople: Handler<'people.list'> = ({ storage }, _caller, { query, after, limit }) =>
  storage.listPeople(query ?? '', after ?? '', limit);

/** Unknown ids are left out. */
export const getPeople: Handler<'people.get'> = async ({ storage }, _caller, { users }) => ({
  people: await storage.peopleByIds(users),
});
