import type * as z from 'zod';
import { ACCOUNT_COMMANDS } from './commands/account.ts';
import { CHANNEL_COMMANDS } from './commands/channel.ts';
import { DRAFT_COMMANDS } from './commands/draft.ts';
import { CONVERSATION_COMMANDS } from './commands/conversation.ts';
import { MESSAGE_COMMANDS } from './commands/message.ts';
import { PACKET_COMMANDS } from './commands/packet.ts';
import { PEOPLE_COMMANDS } from './commands/people.ts';
import { PRESENCE_COMMANDS } from './commands/presence.ts';
import { RECEIPT_COMMANDS } from './commands/receipt.ts';
import { SESSION_COMMANDS } from './commands/session.ts';
import { SYNC_COMMANDS } from './commands/sync.ts';
import type { Access } from './commands/spec.ts';

/** Every command of the protocol, by its name on the wire. PROTOCOL.md documents each field by field. */
export const COMMANDS = {
  ...SESSION_COMMANDS,
  ...ACCOUNT_COMMANDS,
  ...PEOPLE_COMMANDS,
  ...CONVERSATION_COMMANDS,
  ...MESSAGE_COMMANDS,
  ...SYNC_COMMANDS,
  ...RECEIPT_COMMANDS,
  ...PRESENCE_COMMANDS,
  ...CHANNEL_COMMANDS,
  ...DRAFT_COMMANDS,
  ...PACKET_COMMANDS,
} as const;

export type CommandName = keyof typeof COMMANDS;
/** The commands that need no more, or no less, than this access. */
export type CommandNameWith<L extends Access> = {
  [N in CommandName]: (typeof COMMANDS)[N]['access'] extends L ? N : never;
}[CommandName];
/** Arguments as the handler gets them, after validation. */
export type CommandArgs<N extends CommandName> = z.output<(typeof COMMANDS)[N]['args']>;
/** Arguments as the caller writes them. */
export type CommandInput<N extends CommandName> = z.input<(typeof COMMANDS)[N]['args']>;
export type CommandResult<N extends CommandName> = z.output<(typeof COMMANDS)[N]['result']>;

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}
