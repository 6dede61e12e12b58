/** What `oldest` is of a step that only adds: whoever does not know it does without. */
export const ONLY_ADDS = 0;

/**
 * One step of the schema. Once released it never changes; what comes later is another step. It runs while other nodes work, and they
 * wait for it: no step may take longer than a few seconds on a large table.
 */
export interface Migration {
  /** 10, 20, 30 …: the database's version after it. */
  readonly version: number;
  /**
   * The oldest schema whose programs get along with this step: ONLY_ADDS where nothing that was there has changed, otherwise the first one
   * that does without what is removed. Such a step waits until no older node lives, so a program must work before it, too.
   */
  readonly oldest: number;
  readonly sql: string;
}
