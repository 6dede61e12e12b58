import { Settings } from '../../shared/ipc/views.ts';
import type { JsonFile } from './json-file.ts';

/** The settings of this installation, read once. */
export interface KeptSettings {
  current(): Settings;
  /** Resolves with the settings once they are on disk; `onChange` hears of them then. */
  change(changes: Partial<{ [K in keyof Settings]: Settings[K] | undefined }>): Promise<Settings>;
}

export function keepSettings(file: JsonFile<Settings>, onChange: (next: Settings) => void): KeptSettings {
  let current = file.read();
  return {
    current: () => current,
    async change(changes) {
      // What is given as undefined is not changed either.
      const given = Object.entries(changes).filter(([, value]) => value !== undefined);
      const next = Settings.parse({ ...current, ...Object.fromEntries(given) });
      current = next;
      await file.write(next);
      onChange(next);
      return next;
    },
  };
}
