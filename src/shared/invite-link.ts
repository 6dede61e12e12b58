import * as z from 'zod';
import { Fingerprint } from './model/fingerprint.ts';

/** No blanks, nothing that ends an address, no credentials; `wss://` before it where the relay has TLS. */
const Address = z.string().regex(/^(?:wss:\/\/)?[^\s/?#\\@&]+$/);
const Code = z.string().regex(/^[A-Za-z0-9_-]{20,200}$/);

/** What a link lets one do: get to a relay, register there where it carries a code, or join a group there (LNK-1). */
const InviteLink = z.discriminatedUnion('to', [
  z.object({
    to: z.literal('relay'),
    /** As one types it to join: `host:port`, or `wss://host:port`. */
    address: Address,
    code: Code.optional(),
    /** Of the relay's certificate; nothing else is trusted then. */
    fingerprint: Fingerprint.optional(),
  }),
  z.object({
    to: z.literal('group'),
    address: Address,
    code: Code,
    fingerprint: Fingerprint.optional(),
  }),
]);
export type InviteLink = z.infer<typeof InviteLink>;

/** What makes a link. `relayUrl` is what the client dials, or what others are told to. */
export interface InviteLinkParts {
  readonly to: InviteLink['to'];
  readonly relayUrl: string;
  readonly code?: string | undefined;
  readonly fingerprint?: Fingerprint | undefined;
}

/** A relay's URL as one types it to join: `host:port`, or `wss://host:port`. */
export function typedAddress(relayUrl: string): string {
  const { host, isSecure } = placeOf(relayUrl);
  return isSecure ? `wss://${host}` : host;
}

function placeOf(relayUrl: string): { readonly host: string; readonly isSecure: boolean } {
  const [, scheme, host = ''] = /^(?:(wss?):\/\/)?([^/]+)/.exec(relayUrl) ?? [];
  return { host, isSecure: scheme === 'wss' };
}

const VERSION = '1';
const MAX_LENGTH = 1_000;

/** The link that somebody sends to invite others, in the form of PROTOCOL.md (LNK-1). */
export function formatInviteLink({ to, relayUrl, code, fingerprint }: InviteLinkParts): string {
  const { host, isSecure } = placeOf(relayUrl);
  const pairs = [
    `v=${VERSION}`,
    ...(code === undefined ? [] : [`${to}=${code}`]),
    ...(isSecure ? ['tls=1'] : []),
    ...(isSecure && fingerprint !== undefined ? [`fp=${fingerprint}`] : []),
  ];
  return `yidu://join/${host}?${pairs.join('&')}`;
}

/** `null` for whatever is not exactly such a link; it comes from the clipboard. */
export function parseInviteLink(text: string): InviteLink | null {
  const trimmed = text.trim();
  const parts = trimmed.length > MAX_LENGTH ? null : /^yidu:\/\/join\/([^?#]+)\?([^#]+)$/i.exec(trimmed);
  const query = queryOf(parts?.[2] ?? '');
  const host = parts?.[1]?.replace(/\/$/, '') ?? '';
  if (!query || host.includes(':/')) return null;
  const version = query.get('v');
  const to = query.has('group') ? 'group' : 'relay';
  // The first links had no version, and always a code.
  if (version !== undefined ? version !== VERSION : !query.has(to)) return null;
  const fingerprint = query.get('fp');
  const secure = query.get('tls') === '1' || fingerprint !== undefined;
  const link = InviteLink.safeParse({
    to,
    address: secure ? `wss://${host}` : host,
    code: query.get(to),
    fingerprint,
  });
  return link.success ? link.data : null;
}

/** `null` when something is said twice: whoever reads the other one would go elsewhere. */
function queryOf(text: string): ReadonlyMap<string, string> | null {
  const query = new Map<string, string>();
  for (const pair of text.split('&')) {
    const at = pair.indexOf('=');
    const name = at < 0 ? pair : pair.slice(0, at);
    if (query.has(name)) return null;
    query.set(name, at < 0 ? '' : pair.slice(at + 1));
  }
  return query;
}
