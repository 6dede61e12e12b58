import { onMounted, onUnmounted, shallowRef, type ShallowRef } from 'vue';
import type { FoundRelay } from '../../../shared/relay-beacon.ts';
import { request, subscribe } from '../bridge/client.ts';

/** Relays that announce themselves on the local network, by name; looked for while the component is there. */
export function useFoundRelays(): Readonly<ShallowRef<readonly FoundRelay[]>> {
  const found = shallowRef<readonly FoundRelay[]>([]);
  let leave: (() => void) | undefined;
  onMounted(() => {
    leave = subscribe('network.found', ({ relays }) => {
      found.value = relays.toSorted((a, b) => a.name.localeCompare(b.name));
    });
    // Without it people type, as they do where there is nothing to find.
    request('network.look', { on: true }).catch(() => undefined);
  });
  onUnmounted(() => {
    leave?.();
    request('network.look', { on: false }).catch(() => undefined);
  });
  return found;
}
