import multicastDns from 'multicast-dns';
import * as z from 'zod';
import type { Clock } from '../../shared/clock.ts';
import { BEACON_SERVICE, type FoundRelay, parseBeacon } from '../../shared/relay-beacon.ts';

/** As many as a list shows; who floods the network with names fills no memory. */
const MAX_FOUND = 20;
/** Questions: at once, and again for answers that were lost. ms. */
const ASK_AFTER_MS = [0, 1_000, 3_000, 9_000, 27_000];
/** Nobody looks longer at a first run that finds nothing. ms. */
const LOOK_MS = 5 * 60_000;

/** What comes from strangers. */
const Packet = z.object({
  answers: z.array(z.unknown()).max(100),
  additionals: z.array(z.unknown()).max(100),
});
const Pointer = z.object({ type: z.literal('PTR'), name: z.string(), ttl: z.number(), data: z.string() });
const Service = z.object({
  type: z.literal('SRV'),
  name: z.string(),
  data: z.object({ port: z.int().min(1).max(65_535) }),
});
const Text = z.object({
  type: z.literal('TXT'),
  name: z.string(),
  data: z.array(z.instanceof(Uint8Array)).max(20),
});
const DnsRecord = z.discriminatedUnion('type', [Pointer, Service, Text]);

/** Looks for relays that announce themselves on the local network. What it tells is what strangers say. */
export interface RelayFinder {
  /** Looks for five minutes or until `stop`; `found` hears all relays of now after each change. Begins anew when it looks already. */
  look(found: (relays: readonly FoundRelay[]) => void): void;
  /** Idempotent. */
  stop(): void;
}

export function createRelayFinder(clock: Clock): RelayFinder {
  let end: (() => void) | undefined;

  function look(found: (relays: readonly FoundRelay[]) => void): void {
    end?.();
    const relays = new Map<string, FoundRelay>();
    const mdns = multicastDns();
    // Without multicast nothing is found, and people type as before.
    mdns.on('error', () => undefined);
    mdns.on('response', (packet, { address, family }) => {
      if (family !== 'IPv4' || !learn(relays, packet, address)) return;
      found([...relays.values()]);
    });
    const timers = ASK_AFTER_MS.map((ms) => clock.schedule(ms, () => mdns.query(BEACON_SERVICE, 'PTR')));
    const stop = (): void => {
      if (end !== stop) return;
      end = undefined;
      for (const cancel of timers) cancel();
      mdns.destroy();
    };
    timers.push(clock.schedule(LOOK_MS, stop));
    end = stop;
  }

  return { look, stop: () => end?.() };
}

/** Takes in what one packet says; whether anything is different now. */
export function learn(relays: Map<string, FoundRelay>, packet: unknown, host: string): boolean {
  const parsed = Packet.safeParse(packet);
  if (!parsed.success) return false;
  const records = [...parsed.data.answers, ...parsed.data.additionals].flatMap((record) => {
    const known = DnsRecord.safeParse(record);
    return known.success ? [known.data] : [];
  });
  let changed = false;
  for (const record of records) {
    if (record.type !== 'PTR' || record.name.toLowerCase() !== BEACON_SERVICE) continue;
    const id = `${host} ${record.data}`;
    if (record.ttl === 0) {
      changed = relays.delete(id) || changed;
      continue;
    }
    const relay = relayOf(records, record.data, host);
    if (!relay || (!relays.has(id) && relays.size >= MAX_FOUND)) continue;
    if (JSON.stringify(relays.get(id)) === JSON.stringify(relay)) continue;
    relays.set(id, relay);
    changed = true;
  }
  return changed;
}

function relayOf(
  records: readonly z.infer<typeof DnsRecord>[],
  instance: string,
  host: string,
): FoundRelay | null {
  const service = records.find((record) => record.type === 'SRV' && record.name === instance);
  const text = records.find((record) => record.type === 'TXT' && record.name === instance);
  if (service?.type !== 'SRV' || text?.type !== 'TXT') return null;
  const pairs = text.data.map((bytes) => new TextDecoder().decode(bytes));
  // At the address that the packet came from, whatever it says: nobody points at others.
  return parseBeacon(pairs, host, service.data.port);
}
