/** One step of the schema. Once released it never changes; what comes later is another step. */
export interface Migration {
  /** 10, 20, 30 …: the database's version after it. */
  readonly version: number;
  readonly sql: string;
}
