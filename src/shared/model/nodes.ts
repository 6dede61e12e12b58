/** Nodes of one relay that are known and listed; nobody has more. */
export const MAX_NODES = 1_000;
