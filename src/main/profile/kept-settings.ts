import { Settings } from '../../shared/ipc/views.ts';
import type { JsonFile } from './json-file.ts';

/** The settings of this installation, read once. */
export interface KeptSettings {
  current(): Settings;
  /**
   * Counts at once, and `onChange` hears of it; resolves once it is on disk. What cannot be stored rejects and is taken
   * back, and `onChange` hears of that too. Changes reach the disk in the order of the calls.
   */
  change(changes: Partial<{ [K in keyof Settings]: Settings[K] | undefined }>): Promise<Settings>;
  /** Resolves once every change so far is on disk or taken back. */
  settled(): Promise<void>;
}

export function keepSettings(file: JsonFile<Settings>, onChange: (next: Settings) => void): KeptSettings {
  type Step = (before: Settings) => Settings;
  let stored = file.read();
  /** What is not on disk yet, oldest first. */
  let pending: readonly Step[] = [];
  let storing: Promise<void> = Promise.resolve();

  const current = (): Settings => pending.reduce((settings, step) => step(settings), stored);

  async function store(step: Step): Promise<Settings> {
    try {
      const next = step(stored);
      await file.write(next);
      stored = next;
    } finally {
      pending = pending.filter((each) => each !== step);
    }
    return current();
  }

  return {
    current,
    change(changes) {
      // What is given as undefined is not changed either.
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const step: Step = (before) => Settings.parse({ ...before, ...given });
      pending = [...pending, step];
      const done = storing.then(() => store(step));
      // A failed change is its caller's; the next one starts from what is on disk.
      storing = done.then(
        () => undefined,
        () => onChange(current()),
      );
      onChange(current());
      return done;
    },
    settled: () => storing,
  };
}
