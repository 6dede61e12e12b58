/** One member of the group in a running server, signed in and joined. */
export interface LoadMember {
  /** Sends one message to the group. */
  send(text: string): void;
  close(): void;
}

export interface MemberListener {
  /** The group's message has arrived; `bytes` holds it from `start` to `end`, in the server's own framing. */
  delivered(bytes: Buffer, start: number, end: number): void;
}

export interface RunningSubject {
  /** Roots of the server's process trees; CPU and memory are read from them. */
  readonly pids: readonly number[];
  /** Root of the process tree of a database that the server needs, counted apart; absent: there is none. */
  readonly database?: number;
  /** Signs member `index` in and joins the group. */
  join(index: number, listener: MemberListener): Promise<LoadMember>;
  /** An idle connection: signed in where the server knows sign-in. */
  idle(index: number): Promise<{ close(): void }>;
  stop(): Promise<void>;
}

/** A server that the same work is run against. */
export interface Subject {
  readonly name: string;
  /** Why it cannot run here, or `undefined`. */
  missing(): string | undefined;
  /** A group of `members` people; everything on loopback and in a folder of its own that `stop` removes. */
  start(members: number, cpu: number): Promise<RunningSubject>;
}
