import { Settings } from '../../shared/ipc/views.ts';
import type { JsonFile } from './json-file.ts';

/** The settings of this installation, read once. */
export interface KeptSettings {
  /** What is on disk. */
  current(): Settings;
  /**
   * Resolves with the settings once they are on disk; `onChange` hears of them then. Changes take effect in the order of
   * the calls; one that cannot be stored rejects and changes nothing.
   */
  change(changes: Partial<{ [K in keyof Settings]: Settings[K] | undefined }>): Promise<Settings>;
}

export function keepSettings(file: JsonFile<Settings>, onChange: (next: Settings) => void): KeptSettings {
  let current = file.read();
  let changing: Promise<unknown> = Promise.resolve();

  async function store(given: object): Promise<Settings> {
    const next = Settings.parse({ ...current, ...given });
    await file.write(next);
    current = next;
    onChange(next);
    return next;
  }

  return {
    current: () => current,
    change(changes) {
      // What is given as undefined is not changed either.
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const stored = changing.then(() => store(given));
      // A failed change is its caller's; the next one starts from what is on disk.
      changing = stored.catch(() => undefined);
      return stored;
    },
  };
}
