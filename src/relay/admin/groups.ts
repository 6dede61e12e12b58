import { administer } from './administer.ts';
import type { Operation } from './context.ts';

export const listGroups: Operation<'groups.list'> = async ({ relay }, _actor, { query, before, limit }) => {
  const { groups, more } = await relay.storage.listGroups(query, before, limit);
  return { groups: [...groups], more };
};

/** MEM-14. */
export const dissolveGroup: Operation<'groups.dissolve'> = async (context, actor, { conversation }) => {
  await administer(context, actor, { kind: 'dissolveGroup', conversation });
  return {};
};
