import type { PolicyState } from '../../shared/admin/admin-views.ts';
import { PolicyName } from '../../shared/admin/policies.ts';
import { AppError } from '../../shared/errors.ts';
import { administer } from './administer.ts';
import type { AdminContext, Operation } from './context.ts';

export const getPolicies: Operation<'policies.get'> = (context) => Promise.resolve(stateOf(context));

export const setPolicies: Operation<'policies.set'> = async (context, actor, change) => {
  const { policies, relay } = context;
  const fixed = policies.fixed.find((name) => change[name] !== undefined);
  if (fixed) {
    throw new AppError('forbidden', `${fixed}: the relay's configuration says what it is`, { field: fixed });
  }
  const values = PolicyName.options.flatMap((name) =>
    change[name] === undefined ? [] : [[name, JSON.stringify(change[name])] as const],
  );
  await administer(context, actor, { kind: 'setPolicies', values: Object.fromEntries(values) });
  policies.apply(await relay.storage.storedPolicies());
  relay.peers?.announce({ kind: 'policies' });
  return stateOf(context);
};

function stateOf({ policies }: AdminContext): PolicyState {
  return { policies: policies.current, fixed: [...policies.fixed] };
}
