/** Tells which one of several nodes does what only one may do. */
export interface Leader {
  /** Whether this node is the one, for the next `forMs`. `false` too when nobody can tell. */
  leads(task: string, forMs: number): Promise<boolean>;
  /** Gives `leads` of the task back: another node need not wait until its time is over. */
  resigns(task: string): Promise<void>;
}
