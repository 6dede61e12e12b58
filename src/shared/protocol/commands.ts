import * as z from 'zod';
import { ConversationHead, Member } from '../model/conversation.ts';
import { MessageContent, TimelineEvent } from '../model/event.ts';
import { ClientId, ConversationId, DeviceId, Seq, Timestamp, UserId } from '../model/ids.ts';
import {
  AccountName,
  ConversationTitle,
  DeviceName,
  DisplayName,
  Password,
  Person,
} from '../model/person.ts';
import { rangeSetSchema } from '../model/range-set.ts';
import { ConversationReceipts, ReceiptEntry, ReceiptListKind } from '../model/receipt.ts';
import { LIMITS } from './limits.ts';

/** What a connection must have done before a command: said hello only, or signed in as well. */
export type Access = 'hello' | 'signed-in';

interface CommandSpec<L extends Access, A extends z.ZodType, R extends z.ZodType> {
  readonly access: L;
  readonly args: A;
  readonly result: R;
}

function command<L extends Access, A extends z.ZodType, R extends z.ZodType>(
  access: L,
  args: A,
  result: R,
): CommandSpec<L, A, R> {
  return { access, args, result };
}

const empty = z.object({});
const users = z.array(UserId).min(1).max(LIMITS.usersPerCommand);
const token = z.string().min(20).max(200);
const position = z.int().min(0);

/** A signed-in session as the relay reports it. */
export const SignedIn = z.object({ user: Person, device: DeviceId });
export type SignedIn = z.infer<typeof SignedIn>;

/** The same, once, with the device token; the relay keeps only its hash. */
const SignedInWithToken = SignedIn.extend({ token });

/** Every command of the protocol, by its name on the wire. PROTOCOL.md documents each field by field. */
export const COMMANDS = {
  'session.hello': command(
    'hello',
    z.object({
      versions: z.array(z.int().min(1).max(1_000)).min(1).max(16),
      client: z.object({ name: z.string().max(64), version: z.string().max(32) }),
    }),
    z.object({
      version: z.int(),
      relay: z.object({ id: z.string().max(64), name: z.string().max(120) }),
      registration: z.enum(['open', 'closed']),
      now: Timestamp,
      heartbeatMs: z.int().min(1),
    }),
  ),
  'account.register': command(
    'hello',
    z.object({
      name: AccountName,
      displayName: DisplayName,
      password: Password,
      device: z.object({ name: DeviceName }),
    }),
    SignedInWithToken,
  ),
  'session.signIn': command(
    'hello',
    // Not `Password`: a wrong one must be told from a malformed one by nobody.
    z.object({
      name: z.string().max(64),
      password: z.string().max(1_024),
      device: z.object({ name: DeviceName }),
    }),
    SignedInWithToken,
  ),
  'session.resume': command('hello', z.object({ token }), SignedIn),
  'session.signOut': command('signed-in', empty, empty),

  'people.list': command(
    'signed-in',
    z.object({
      /** Matches the start of a word of either name, case ignored. */
      query: z.string().max(64).optional(),
      after: AccountName.optional(),
      limit: z.int().min(1).max(LIMITS.listPage),
    }),
    z.object({ people: z.array(Person), more: z.boolean() }),
  ),
  'people.get': command('signed-in', z.object({ users }), z.object({ people: z.array(Person) })),

  'conversation.create': command(
    'signed-in',
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('direct'), peer: UserId }),
      z.object({
        kind: z.literal('group'),
        clientId: ClientId,
        title: ConversationTitle,
        users: z.array(UserId).max(LIMITS.usersPerCommand),
      }),
    ]),
    z.object({ conversation: ConversationHead }),
  ),
  'conversation.rename': command(
    'signed-in',
    z.object({ conversation: ConversationId, title: ConversationTitle }),
    empty,
  ),
  'conversation.addMembers': command('signed-in', z.object({ conversation: ConversationId, users }), empty),
  'conversation.removeMembers': command(
    'signed-in',
    z.object({ conversation: ConversationId, users }),
    empty,
  ),
  'conversation.leave': command('signed-in', z.object({ conversation: ConversationId }), empty),
  'conversation.members': command(
    'signed-in',
    z.object({
      conversation: ConversationId,
      after: UserId.optional(),
      limit: z.int().min(1).max(LIMITS.listPage),
    }),
    z.object({ members: z.array(Member), total: z.int().min(0), more: z.boolean() }),
  ),

  'message.send': command(
    'signed-in',
    z.object({ conversation: ConversationId, clientId: ClientId, content: MessageContent }),
    z.object({ seq: Seq, ordinal: z.int().min(1), at: Timestamp }),
  ),

  'sync.pull': command(
    'signed-in',
    z.object({
      /** What the last `sync.pull` or `sync.checkpoint` gave; 0 = everything. */
      position,
      /** Where the page before ended. */
      after: ConversationId.optional(),
      limit: z.int().min(1).max(LIMITS.syncPage),
    }),
    z.object({ conversations: z.array(ConversationHead), position, more: z.boolean() }),
  ),
  'timeline.pull': command(
    'signed-in',
    z.object({
      conversation: ConversationId,
      from: Seq,
      to: Seq,
      limit: z.int().min(1).max(LIMITS.pageEvents),
    }),
    z.object({ events: z.array(TimelineEvent) }),
  ),

  'receipt.report': command(
    'signed-in',
    z.object({
      conversations: z
        .array(
          z.object({
            conversation: ConversationId,
            /** Everything up to this seq is stored on this device. */
            delivered: Seq.optional(),
            /** What was shown, in addition to earlier reports. */
            read: rangeSetSchema(LIMITS.reportRanges).optional(),
          }),
        )
        .min(1)
        .max(LIMITS.reportConversations),
    }),
    empty,
  ),
  'receipt.counts': command(
    'signed-in',
    z.object({
      messages: z
        .array(
          z.object({ conversation: ConversationId, seqs: z.array(Seq).min(1).max(LIMITS.countsMessages) }),
        )
        .min(1)
        .max(LIMITS.reportConversations)
        .refine(
          (all) => all.reduce((sum, one) => sum + one.seqs.length, 0) <= LIMITS.countsMessages,
          `asks for more than ${LIMITS.countsMessages} messages`,
        ),
    }),
    z.object({ receipts: z.array(ConversationReceipts) }),
  ),
  'receipt.list': command(
    'signed-in',
    z.object({
      conversation: ConversationId,
      seq: Seq,
      list: ReceiptListKind,
      after: UserId.optional(),
      limit: z.int().min(1).max(LIMITS.listPage),
    }),
    z.object({ total: z.int().min(0), entries: z.array(ReceiptEntry), more: z.boolean() }),
  ),
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
