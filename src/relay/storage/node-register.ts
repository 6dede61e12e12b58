/** A node as it names itself in the data that it shares. */
export interface NodeIdentity {
  /** A UUID; another one after each start. */
  readonly id: string;
  /** Of its program. */
  readonly version: string;
  /** Machine and port, as its operator knows them. */
  readonly place: string;
  readonly startedAt: number;
}

/** A node that lives. */
export interface RegisteredNode extends NodeIdentity {
  /** The newest schema of the data that its program knows. */
  readonly schema: number;
  /** Open ones, and when it said so. */
  readonly connections: number;
  readonly seenAt: number;
}

/** Which nodes there are on the same data. Rejects as RelayStorage does. */
export interface NodeRegister {
  /** This node is there, and has so many connections; also does what waited for older nodes to be gone. */
  report(connections: number, at: number): Promise<void>;
  /** Nodes that live, this one among them, the longest running first; at most MAX_NODES. One that has died is not among them. */
  list(): Promise<readonly RegisteredNode[]>;
}
