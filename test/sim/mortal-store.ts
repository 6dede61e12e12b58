import type { Store } from '../../src/main/store/port.ts';

/** Where a process dies: at a call of its store from now on (0: the next one), right before or right after it is carried out. */
export interface Fuse {
  readonly calls: number;
  readonly when: 'before' | 'after';
}

/** A store whose process may die: from then on no call does anything or is ever answered. */
export interface MortalStore {
  readonly store: Store;
  arm(fuse: Fuse): void;
  readonly dead: boolean;
  /** Closes the file behind the dead process's back. */
  kill(): Promise<void>;
}

export function mortalStore(real: Store): MortalStore {
  const life: Life = { dead: false, fuse: undefined };
  const kill = (): Promise<void> => {
    life.dead = true;
    return real.close();
  };
  return {
    store: {
      read: guard(real.read, life),
      write: guard(real.write, life),
      onFault: (listener) => real.onFault(listener),
      close: () => real.close(),
    },
    arm: (fuse) => void (life.fuse = { left: fuse.calls, when: fuse.when }),
    get dead() {
      return life.dead;
    },
    kill,
  };
}

interface Life {
  dead: boolean;
  fuse: { left: number; readonly when: Fuse['when'] } | undefined;
}

/** Counts a call; true if it is the one that the process dies at. */
function burns({ fuse }: Life): boolean {
  return fuse !== undefined && fuse.left-- === 0;
}

function guard<T extends object>(half: T, life: Life): T {
  return new Proxy(half, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: readonly unknown[]) => {
        const silence = new Promise(() => undefined);
        if (life.dead) return silence;
        const dies = burns(life);
        if (dies && life.fuse?.when === 'before') life.dead = true;
        if (life.dead) return silence;
        const answer: unknown = Reflect.apply(method, target, args);
        if (dies) life.dead = true;
        return Promise.resolve(answer).then((value) => (life.dead ? silence : value));
      };
    },
  });
}
