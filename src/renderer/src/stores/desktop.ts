import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { DesktopState } from '../../../shared/ipc/views.ts';
import type { ConversationId } from '../../../shared/model/ids.ts';
import { request } from '../bridge/client.ts';

/** What the desktop around the page has; `null` until it was asked. */
export const useDesktop = defineStore('desktop', () => {
  const state = shallowRef<DesktopState | null>(null);

  function apply(next: DesktopState): void {
    state.value = next;
  }

  async function load(): Promise<void> {
    apply(await request('desktop.get', {}));
  }

  async function launchAtLogin(on: boolean): Promise<void> {
    apply(await request('desktop.launchAtLogin', { on }));
  }

  /** In a window of its own, beside this one. */
  async function openWindow(conversation: ConversationId): Promise<void> {
    await request('window.open', { conversation });
  }

  return { state, apply, load, launchAtLogin, openWindow };
});
