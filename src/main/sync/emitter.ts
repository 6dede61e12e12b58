import type { EventBody } from '../../shared/ipc/contract.ts';
import type { EngineEventName } from './engine.ts';

/** Listeners of an engine. One that throws does not keep the others from hearing. */
export interface Emitter {
  on<N extends EngineEventName>(name: N, listener: (body: EventBody<N>) => void): () => void;
  emit<N extends EngineEventName>(name: N, body: EventBody<N>): void;
}

type Listeners = { readonly [N in EngineEventName]: Set<(body: EventBody<N>) => void> };

export function createEmitter(onError: (error: unknown) => void): Emitter {
  const listeners: Listeners = {
    'store.changed': new Set(),
    'session.changed': new Set(),
    'channels.changed': new Set(),
    'relay.changed': new Set(),
    'presence.changed': new Set(),
    'typing.started': new Set(),
    'packet.changed': new Set(),
    'points.changed': new Set(),
    'storage.changed': new Set(),
    'history.changed': new Set(),
    'lost.changed': new Set(),
    'archive.changed': new Set(),
  };

  return {
    on(name, listener) {
      listeners[name].add(listener);
      return () => void listeners[name].delete(listener);
    },
    emit(name, body) {
      for (const listener of [...listeners[name]]) {
        try {
          listener(body);
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}
