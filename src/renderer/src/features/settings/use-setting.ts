import { computed, type WritableComputedRef } from 'vue';
import type { Settings } from '../../../../shared/ipc/views.ts';
import { useSettings } from '../../stores/settings.ts';
import { useToasts } from '../../stores/toasts.ts';

/** A setting as the model of its row: what is chosen there is stored; what cannot be is told, and the setting stays as it was. */
export function useSetting<K extends keyof Settings>(key: K): WritableComputedRef<Settings[K]> {
  const settings = useSettings();
  const { guard } = useToasts();
  return computed({
    get: () => settings.current[key],
    set(value) {
      const patch: Partial<Settings> = {};
      patch[key] = value;
      void guard(() => settings.change(patch));
    },
  });
}
