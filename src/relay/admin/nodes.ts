import type { Operation } from './context.ts';

export const listNodes: Operation<'nodes.list'> = async ({ identity, register, connections, relay }) => {
  if (!identity) return { nodes: [] };
  if (register) {
    const nodes = await register.list();
    return { nodes: nodes.map((node) => ({ ...node, isThis: node.id === identity.id })) };
  }
  const seenAt = relay.clock.now();
  return { nodes: [{ ...identity, connections: connections(), seenAt, schema: null, isThis: true }] };
};
