import * as z from 'zod';
import { Fingerprint } from '../../../shared/model/fingerprint.ts';

const KEY = 'yidu.last-relay';
const LastRelay = z.object({
  url: z.string().max(500),
  name: z.string().max(64),
  fingerprint: Fingerprint.optional(),
});

/** Where and as whom one signed in last, so that signing in again takes the password only. No secret is among it. */
export type LastRelay = z.infer<typeof LastRelay>;

/** Empty texts when nothing, or nothing readable, is remembered. */
export function readLastRelay(): LastRelay {
  const nothing: LastRelay = { url: '', name: '' };
  try {
    return LastRelay.safeParse(JSON.parse(localStorage.getItem(KEY) ?? 'null')).data ?? nothing;
  } catch {
    return nothing;
  }
}

export function writeLastRelay(relay: LastRelay): void {
  localStorage.setItem(KEY, JSON.stringify(relay));
}
