/** What only the storage knows of a relay's figures; cheap enough for every scrape. */
export interface StoredFigures {
  /** Contents of complete files, each once, and their bytes. */
  readonly contents: number;
  readonly contentBytes: number;
  /** Deliveries for callbacks that were ever queued, those that wait, and those that were not queued because too many did. */
  readonly deliveriesQueued: number;
  readonly deliveriesWaiting: number;
  readonly deliveriesMissed: number;
  /** The newest backup in the audit log; `seconds`: how long it took, 0 where nobody noted it. */
  readonly lastBackup: { readonly at: number; readonly bytes: number; readonly seconds: number } | undefined;
}
