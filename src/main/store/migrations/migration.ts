/** One step of the schema, applied in one transaction. Never changed once released: corrections are a new step. */
export interface Migration {
  /** Becomes `PRAGMA user_version`; greater than that of every earlier step. */
  readonly version: number;
  readonly sql: string;
}
