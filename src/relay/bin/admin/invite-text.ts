import type { RelayLink } from '../../../shared/admin/admin-views.ts';
import type { OperationResult } from '../../../shared/admin/operations.ts';
import type { CommandOptions } from './command-words.ts';

/** What an invite is printed as: the code, the link that carries it, and with `--qr` a code for a camera. */
export async function inviteText(
  { code, link }: OperationResult<'invites.create'>,
  { qr }: CommandOptions,
): Promise<string> {
  if (!link) return `${code}\n(the relay is stopped: with its address, this code is an invite)`;
  const lines = [code, `${link.link}${reachNote(link)}`];
  if (qr) {
    // Only here: uqr (MIT, no dependencies) gives the modules as text too.
    const { renderUnicodeCompact } = await import('uqr');
    lines.push(renderUnicodeCompact(link.link, { ecc: 'M', border: 2 }));
  }
  return lines.join('\n');
}

/** What is to be known of a link that does not lead everywhere. */
export function reachNote({ reach }: RelayLink): string {
  switch (reach) {
    case 'named':
      return '';
    case 'network':
      return '\n(leads as far as the machine’s own network; elsewhere: --public-url of the relay)';
    case 'machine':
      return '\n(leads nobody anywhere but on this machine, where alone the relay listens: --host, --public-url)';
  }
}
