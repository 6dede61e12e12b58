/** What an invitation lets one do: register at a relay, or join a group there. */
export interface InviteLink {
  readonly to: 'relay' | 'group';
  /** As one types it to join: `host:port`, with `wss://` before it where the relay has TLS. */
  readonly address: string;
  readonly code: string;
}

const MAX_LENGTH = 1_000;
const CODE = /^[A-Za-z0-9_-]{20,200}$/;
/** No blanks, nothing that ends an address, no credentials. */
const ADDRESS = /^[^\s/?#\\@]+$/;

/** The link that somebody sends to invite others. `relayUrl` is what the client dials, or what others are told to. */
export function formatInviteLink(to: InviteLink['to'], relayUrl: string, code: string): string {
  const parts = /^(?:(wss?):\/\/)?([^/]+)/.exec(relayUrl);
  const secure = parts?.[1] === 'wss' ? '&tls=1' : '';
  return `yidu://join/${parts?.[2] ?? ''}?${to}=${code}${secure}`;
}

/** `null` for whatever is not exactly such a link; it comes from the clipboard. */
export function parseInviteLink(text: string): InviteLink | null {
  const trimmed = text.trim();
  const parts = trimmed.length > MAX_LENGTH ? null : /^yidu:\/\/join\/([^?#]+)\?([^#]+)$/i.exec(trimmed);
  const host = parts?.[1]?.replace(/\/$/, '') ?? '';
  if (!parts || !ADDRESS.test(host)) return null;
  const query = new Map(
    (parts[2] ?? '').split('&').map((pair) => {
      const [name = '', value = ''] = pair.split('=');
      return [name, value];
    }),
  );
  const to = query.has('group') ? 'group' : 'relay';
  const code = query.get(to) ?? '';
  if (!CODE.test(code)) return null;
  return { to, code, address: query.get('tls') === '1' ? `wss://${host}` : host };
}
