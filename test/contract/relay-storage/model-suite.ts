import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ConversationState } from '../../../src/relay/domain/conversation-state.ts';
import { assertNever } from '../../../src/shared/assert-never.ts';
import { ConversationId, type UserId } from '../../../src/shared/model/ids.ts';
import { intersectRanges } from '../../../src/shared/model/range-set.ts';
import {
  BOTS,
  conversationCommands,
  firstMembers,
  PEOPLE,
  readRange,
  type ConversationCommand,
} from '../../unit/relay/domain/conversation-commands.ts';
import { NaiveConversation } from '../../unit/relay/domain/naive-conversation.ts';
import { EVERYBODY, type StorageFixture, type Current } from './storage-fixture.ts';
import type { NewEvent } from '../../../src/relay/storage/timeline-port.ts';

/** One conversation three times: in the storage, in memory as a relay follows it, and as a row per message and receiver. */
class Trio {
  readonly #fixture: StorageFixture;
  readonly #id: ConversationId;
  readonly #users: readonly UserId[];
  readonly #bots: ReadonlySet<UserId>;
  readonly #naive: NaiveConversation;
  readonly #state: ConversationState;
  /** When each event was, by seq; the first was at 10. */
  #now = 10;

  private constructor(
    fixture: StorageFixture,
    id: ConversationId,
    users: readonly UserId[],
    state: ConversationState,
    members: number,
    bots: ReadonlySet<UserId>,
  ) {
    this.#bots = bots;
    this.#fixture = fixture;
    this.#id = id;
    this.#users = users;
    this.#naive = new NaiveConversation(users.slice(0, members), bots);
    this.#state = state;
  }

  static async make(fixture: StorageFixture, members: number): Promise<Trio> {
    const people = await fixture.people(PEOPLE);
    const made = madeBots.get(fixture) ?? makeBots(fixture);
    madeBots.set(fixture, made);
    const bots = await made;
    const users = people.map((user, index) => bots[BOTS.indexOf(index)] ?? user);
    const [first, ...others] = users;
    if (!first) throw new Error('people');
    const id = await fixture.group(first, ...others.slice(0, members - 1));
    const loaded = await fixture.storage.loadConversation(id);
    if (!loaded) throw new Error('not stored');
    return new Trio(fixture, id, users, ConversationState.from(loaded), members, new Set(bots));
  }

  async step(command: ConversationCommand): Promise<void> {
    if (command.kind === 'retire') {
      await this.#retire(command.back);
      return;
    }
    const by = this.#user(command.by);
    switch (command.kind) {
      case 'read': {
        const [from, to] = readRange(command, this.#naive.headSeq);
        const visible = this.#state.visible(by);
        if (visible.length === 0) return;
        this.#naive.read(by, from, to);
        const { read } = await this.#fixture.read(this.#id, by, intersectRanges([[from, to]], visible));
        this.#state.addReads(by, read);
        return;
      }
      case 'send': {
        if (this.#naive.present.has(by)) this.#naive.send(by, command.declined);
        const clientId = this.#fixture.clientId();
        const message = {
          kind: 'message.created',
          clientId,
          content: { type: 'text', text: 'hello' },
        } as const;
        this.#follow(await this.#append(by, command.declined ? { ...message, receipt: false } : message));
        return;
      }
      case 'rename':
        if (this.#naive.present.has(by)) this.#naive.rename();
        this.#follow(await this.#append(by, { kind: 'conversation.renamed', title: 'Renamed' }));
        return;
      case 'recall': {
        // What may be recalled is the messages suite's; here it must change no receipt.
        const target = Math.max(1, this.#naive.headSeq - command.back);
        const outcome = await this.#append(by, {
          kind: 'message.recalled',
          target,
          window: { sentAfter: 0 },
        });
        if (outcome.kind === 'appended') this.#naive.rename();
        this.#follow(outcome);
        return;
      }
      case 'policy': {
        const { policy } = command;
        if (this.#naive.present.has(by) && policy !== this.#naive.policy) this.#naive.setPolicy(policy);
        this.#follow(await this.#append(by, { kind: 'conversation.receiptsChanged', policy }));
        return;
      }
      case 'add': {
        const users = command.who.map((one) => this.#user(one));
        const added = users.filter((user) => !this.#naive.present.has(user));
        if (this.#naive.present.has(by) && added.length > 0) this.#naive.add(added);
        this.#follow(await this.#append(by, { kind: 'member.added', users }));
        return;
      }
      case 'remove': {
        const users = command.who.map((one) => this.#user(one));
        const removed = users.filter((user) => this.#naive.present.has(user));
        // MEM-6: there are no admins here, so whoever is not the owner removes nobody else.
        const may = this.#state.role(by) === 'owner' || removed.every((user) => user === by);
        if (this.#naive.present.has(by) && may && removed.length > 0) this.#naive.remove(removed);
        this.#follow(await this.#append(by, { kind: 'member.removed', users }));
        return;
      }
      default:
        assertNever(command);
    }
  }

  /** The memory that follows, after each step. */
  expectFollowed(): void {
    this.#expectReceipts(this.#state);
  }

  /** The storage, and the memory that is loaded from it. */
  async expectEqual(): Promise<void> {
    const { storage } = this.#fixture;
    const stored = await storage.loadConversation(this.#id);
    if (!stored) throw new Error('not stored');
    const loaded = ConversationState.from(stored);
    this.#expectReceipts(loaded);
    for (const user of this.#users) {
      const head = await storage.head(user, this.#id);
      // Nobody looks at a bot's badge.
      if (!this.#bots.has(user)) expect(head?.unread ?? 0).toBe(this.#naive.badge(user));
      expect(head?.role ?? null).toBe(this.#state.role(user));
      expect(head?.headSeq ?? 0).toBe(this.#naive.visible(user).at(-1) ?? 0);
      for (const state of [this.#state, loaded]) {
        expect(state.visible(user)).toEqual(this.#state.visible(user));
        expect(state.role(user)).toBe(head?.role ?? null);
      }
    }
  }

  #expectReceipts(state: ConversationState): void {
    const seqs = Array.from({ length: this.#naive.headSeq }, (_, index) => index + 1);
    for (const user of this.#users) {
      const counts = this.#naive.counts(user);
      expect(state.counts(user, seqs)).toEqual(counts);
      for (const { seq } of counts)
        for (const list of ['read', 'unread'] as const)
          expect(state.receipts(user, seq, list)).toEqual(this.#naive.list(seq, list));
    }
  }

  #append(sender: UserId, event: NewEvent): ReturnType<StorageFixture['append']> {
    const at = ++this.#now;
    return this.#fixture.storage.append({ conversation: this.#id, sender, at, event, roles: EVERYBODY });
  }

  /** RCP-16: the receipts of what is older than the event so far back. */
  async #retire(back: number): Promise<void> {
    const { storage } = this.#fixture;
    const [young] = (await this.#fixture.all(this.#id)).slice(Math.max(0, this.#naive.headSeq - 1 - back));
    // No id lies between the two: only this conversation is looked at.
    const before = idBefore(this.#id);
    const { closed } = await storage.closeReceipts(young?.at ?? 0, before);
    if (closed?.conversation !== this.#id) return;
    this.#naive.retire(closed.floor);
    this.#state.closeReceipts(closed.floor);
  }

  #follow(outcome: Awaited<ReturnType<StorageFixture['append']>>): void {
    if (outcome.kind === 'appended') this.#state.applyEvent(outcome.event, outcome);
  }

  #user(index: number): UserId {
    const user = this.#users[index];
    if (!user) throw new Error(`no person ${index}`);
    return user;
  }
}

/** A relay has 100 at most, so all runs share a few. */
const madeBots = new WeakMap<StorageFixture, Promise<UserId[]>>();

async function makeBots(fixture: StorageFixture): Promise<UserId[]> {
  const actor = { origin: 'command-line', user: null, operator: 'root', address: null } as const;
  const accounts = BOTS.map((index) => fixture.account(`bot-${index}`));
  for (const account of accounts) await fixture.storage.administer(actor, 5, { kind: 'createBot', account });
  return accounts.map(({ id }) => id);
}

export function describeModel(current: Current, numRuns: number): void {
  it('[RCP-8] [RCP-3] [RCP-12] [RCP-16] [SEQ-7] agrees with one row per message and receiver, as does the memory that follows it', async () => {
    await fc.assert(
      fc.asyncProperty(conversationCommands, firstMembers, fc.nat(), async (commands, members, reload) => {
        const trio = await Trio.make(current(), members);
        for (const [index, command] of commands.entries()) {
          await trio.step(command);
          trio.expectFollowed();
          if (index === reload % commands.length) await trio.expectEqual();
        }
        await trio.expectEqual();
      }),
      { numRuns },
    );
  });
}

function idBefore(id: ConversationId): ConversationId {
  const number = BigInt(`0x${id.replaceAll('-', '')}`) - 1n;
  const hex = number.toString(16).padStart(32, '0');
  return ConversationId.parse(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
}
