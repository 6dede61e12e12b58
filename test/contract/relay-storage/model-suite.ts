import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ConversationState } from '../../../src/relay/domain/conversation-state.ts';
import { assertNever } from '../../../src/shared/assert-never.ts';
import type { ConversationId, UserId } from '../../../src/shared/model/ids.ts';
import { intersectRanges } from '../../../src/shared/model/range-set.ts';
import {
  conversationCommands,
  PEOPLE,
  readRange,
  type ConversationCommand,
} from '../../unit/relay/domain/conversation-commands.ts';
import { NaiveConversation } from '../../unit/relay/domain/naive-conversation.ts';
import type { StorageFixture } from './storage-fixture.ts';
import type { Current } from './suite.ts';

/** One conversation three times: in the storage, in memory as a relay follows it, and as a row per message and receiver. */
class Trio {
  readonly #fixture: StorageFixture;
  readonly #id: ConversationId;
  readonly #users: readonly UserId[];
  readonly #naive: NaiveConversation;
  readonly #state: ConversationState;

  constructor(
    fixture: StorageFixture,
    id: ConversationId,
    users: readonly UserId[],
    state: ConversationState,
  ) {
    this.#fixture = fixture;
    this.#id = id;
    this.#users = users;
    this.#naive = new NaiveConversation(users.slice(0, 3));
    this.#state = state;
  }

  static async make(fixture: StorageFixture): Promise<Trio> {
    const users = await fixture.people(PEOPLE);
    const [first, ...others] = users;
    if (!first) throw new Error('people');
    const id = await fixture.group(first, ...others.slice(0, 2));
    const loaded = await fixture.storage.loadConversation(id);
    if (!loaded) throw new Error('not stored');
    return new Trio(fixture, id, users, ConversationState.from(loaded));
  }

  async step(command: ConversationCommand): Promise<void> {
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
      case 'send':
        if (this.#naive.present.has(by)) this.#naive.send(by);
        this.#follow(await this.#fixture.send(this.#id, by));
        return;
      case 'rename':
        if (this.#naive.present.has(by)) this.#naive.rename();
        this.#follow(
          await this.#fixture.append(this.#id, by, { kind: 'conversation.renamed', title: 'Renamed' }),
        );
        return;
      case 'add': {
        const users = command.who.map((one) => this.#user(one));
        const added = users.filter((user) => !this.#naive.present.has(user));
        if (this.#naive.present.has(by) && added.length > 0) this.#naive.add(added);
        this.#follow(await this.#fixture.add(this.#id, by, ...users));
        return;
      }
      case 'remove': {
        const users = command.who.map((one) => this.#user(one));
        const removed = users.filter((user) => this.#naive.present.has(user));
        // MEM-6: there are no admins here, so whoever is not the owner removes nobody else.
        const may = this.#state.role(by) === 'owner' || removed.every((user) => user === by);
        if (this.#naive.present.has(by) && may && removed.length > 0) this.#naive.remove(removed);
        this.#follow(await this.#fixture.remove(this.#id, by, ...users));
        return;
      }
      default:
        assertNever(command);
    }
  }

  async expectEqual(): Promise<void> {
    const { storage } = this.#fixture;
    const stored = await storage.loadConversation(this.#id);
    if (!stored) throw new Error('not stored');
    const loaded = ConversationState.from(stored);
    const seqs = Array.from({ length: this.#naive.headSeq }, (_, index) => index + 1);
    for (const user of this.#users) {
      const head = await storage.head(user, this.#id);
      expect(head?.unread ?? 0).toBe(this.#naive.badge(user));
      expect(head?.role ?? null).toBe(this.#state.role(user));
      expect(head?.headSeq ?? 0).toBe(this.#naive.visible(user).at(-1) ?? 0);
      for (const state of [this.#state, loaded]) {
        expect(state.counts(user, seqs)).toEqual(this.#naive.counts(user));
        expect(state.visible(user)).toEqual(this.#state.visible(user));
        expect(state.role(user)).toBe(head?.role ?? null);
      }
    }
  }

  #follow(outcome: Awaited<ReturnType<StorageFixture['append']>>): void {
    if (outcome.kind === 'appended') this.#state.applyEvent(outcome.event, outcome.roles);
  }

  #user(index: number): UserId {
    const user = this.#users[index];
    if (!user) throw new Error(`no person ${index}`);
    return user;
  }
}

export function describeModel(current: Current, numRuns: number): void {
  it('[RCP-8] [RCP-3] [SEQ-7] agrees with one row per message and receiver, as does the memory that follows it', async () => {
    await fc.assert(
      fc.asyncProperty(conversationCommands, async (commands) => {
        const trio = await Trio.make(current());
        for (const command of commands) await trio.step(command);
        await trio.expectEqual();
      }),
      { numRuns },
    );
  });
}
