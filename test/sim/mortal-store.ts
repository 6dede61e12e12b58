import type { Store } from '../../src/main/store/port.ts';

/** A store whose process may die: from then on no call does anything or is ever answered. */
export interface MortalStore {
  readonly store: Store;
  /** Closes the file behind the dead process's back. */
  kill(): Promise<void>;
}

export function mortalStore(real: Store): MortalStore {
  const life = { dead: false };
  const kill = (): Promise<void> => {
    life.dead = true;
    return real.close();
  };
  return {
    store: { read: guard(real.read, life), write: guard(real.write, life), close: () => real.close() },
    kill,
  };
}

function guard<T extends object>(half: T, life: { readonly dead: boolean }): T {
  return new Proxy(half, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: readonly unknown[]) => {
        const silence = new Promise(() => undefined);
        if (life.dead) return silence;
        const answer: unknown = Reflect.apply(method, target, args);
        return Promise.resolve(answer).then((value) => (life.dead ? silence : value));
      };
    },
  });
}
