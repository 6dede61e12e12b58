import * as z from 'zod';
import { Fingerprint } from './model/fingerprint.ts';
import { ConversationTitle } from './model/person.ts';

/** Under what relays announce themselves on the local network (DNS-SD, RFC 6763). */
export const BEACON_SERVICE = '_yidu._tcp.local';

const VERSION = '1';
/** A pair of a TXT record has 255 bytes at most, and a character four. */
const MAX_NAME = 60;

/** What a relay says of itself. Anybody on the network can say it: it is a hint where to look, and nothing to trust. */
const Beacon = z.object({ v: z.literal(VERSION), name: ConversationTitle, fp: Fingerprint });

/** A relay that somebody on the network says is there. */
export const FoundRelay = z.object({
  name: ConversationTitle,
  /** `wss://host:port`, of whoever said so. */
  address: z.string().max(100),
  fingerprint: Fingerprint,
});
export type FoundRelay = z.infer<typeof FoundRelay>;

/** The pairs of the TXT record (LNK-2); a longer name is cut. */
export function formatBeacon(name: string, fingerprint: Fingerprint): string[] {
  return [`v=${VERSION}`, `name=${Array.from(name).slice(0, MAX_NAME).join('')}`, `fp=${fingerprint}`];
}

/** `null` for pairs that are no beacon, and for names that disguise themselves. */
export function parseBeacon(pairs: readonly string[], host: string, port: number): FoundRelay | null {
  const found = Beacon.safeParse(
    Object.fromEntries(
      pairs.map((pair) => {
        const at = pair.indexOf('=');
        return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      }),
    ),
  );
  if (!found.success) return null;
  const { name, fp } = found.data;
  return { name, fingerprint: fp, address: `wss://${host}:${port}` };
}
