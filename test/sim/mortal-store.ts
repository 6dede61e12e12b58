import type { Store } from '../../src/main/store/port.ts';
import type { Life } from './life.ts';

/** A store whose process may die at any call: from then on no call does anything or is ever answered. */
export function mortalStore(real: Store, life: Life): Store {
  return {
    read: guard(real.read, life),
    write: guard(real.write, life),
    onFault: (listener) => real.onFault(listener),
    close: () => real.close(),
  };
}

function guard<T extends object>(half: T, life: Life): T {
  return new Proxy(half, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: readonly unknown[]) => {
        const silence = new Promise(() => undefined);
        const step = life.step('store', () => Promise.resolve(Reflect.apply(method, target, args)));
        if (!step) return silence;
        return step.done.then(
          (value: unknown) => (life.dead ? silence : value),
          (error: unknown) => (life.dead ? silence : Promise.reject(error as Error)),
        );
      };
    },
  });
}
