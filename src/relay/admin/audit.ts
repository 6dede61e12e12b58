import type { Operation } from './context.ts';

export const listAudit: Operation<'audit.list'> = async ({ relay }, _actor, { before, limit }) => {
  const { entries, more } = await relay.storage.listAudit(before, limit);
  return { entries: [...entries], more };
};
