import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { ProxyView } from '../../../shared/ipc/views.ts';
import type { ProxySettings } from '../../../shared/model/proxy-settings.ts';
import { request } from '../bridge/client.ts';

/** By which proxies relays are reached (C13); what the main process has on disk. */
export const useProxy = defineStore('proxy', () => {
  const current = shallowRef<ProxyView>();

  async function load(): Promise<void> {
    current.value = await request('network.proxy', {});
  }

  /** `password`: `null` removes it, left out it stays. */
  async function change(settings: ProxySettings, password?: string | null): Promise<void> {
    current.value = await request('network.setProxy', {
      settings,
      ...(password === undefined ? {} : { password }),
    });
  }

  return { current, load, change };
});
