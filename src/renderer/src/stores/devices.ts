import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { RequestOutput } from '../../../shared/ipc/contract.ts';
import type { DeviceId } from '../../../shared/model/ids.ts';
import { request } from '../bridge/client.ts';

export type Device = RequestOutput<'device.list'>['devices'][number];

/** The devices of this account, the one seen last first. */
export const useDevices = defineStore('devices', () => {
  const devices = shallowRef<readonly Device[]>([]);
  const status = ref<'loading' | 'ready' | 'failed'>('loading');

  /** Reads the list; reading it again does so without emptying it first. */
  async function load(): Promise<void> {
    if (devices.value.length === 0) status.value = 'loading';
    try {
      devices.value = (await request('device.list', {})).devices;
      status.value = 'ready';
    } catch {
      status.value = 'failed';
    }
  }

  async function revoke(device: DeviceId): Promise<void> {
    await request('device.revoke', { device });
    devices.value = devices.value.filter((one) => one.id !== device);
  }

  return { devices, status, load, revoke };
});
