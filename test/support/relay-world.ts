import { createRelay, type Relay } from '../../src/relay/create-relay.ts';
import type { RelayDeps } from '../../src/relay/relay-deps.ts';
import { openMemoryRelayStorage } from '../../src/relay/storage/memory/memory-relay-storage.ts';
import { LoopbackPair } from '../../src/relay/transport/loopback.ts';
import { SILENT_LOGGER } from '../../src/shared/logger.ts';
import type { ConversationHead } from '../../src/shared/model/conversation.ts';
import type { MakeId } from '../../src/shared/clock.ts';
import { ClientId, type ConversationId, type UserId } from '../../src/shared/model/ids.ts';
import type { CommandResult } from '../../src/shared/protocol/commands.ts';
import { CheapPasswordHasher } from './cheap-password-hasher.ts';
import { ManualClock } from './manual-clock.ts';
import { loopbackLink, ProtocolClient } from './protocol-client.ts';
import { seededIds } from './seeded-random.ts';

/** A signed-in test person. */
export interface Actor {
  readonly client: ProtocolClient;
  readonly pair: LoopbackPair;
  readonly user: UserId;
  readonly token: string;
}

/** A relay on loopback connections and a manual clock. Frames travel by themselves; only time stands still. */
export class RelayWorld {
  readonly clock: ManualClock;
  readonly passwords = new CheapPasswordHasher();
  readonly makeId: MakeId;
  readonly storage: RelayDeps['storage'];
  readonly relay: Relay;
  #tokens = 0;

  /** `beside`: another node of the same relay. */
  constructor(overrides: Partial<RelayDeps> = {}, beside?: RelayWorld) {
    this.clock = beside?.clock ?? new ManualClock();
    this.makeId = beside?.makeId ?? seededIds(1);
    this.storage = overrides.storage ?? beside?.storage ?? openMemoryRelayStorage();
    this.relay = createRelay({
      profile: { name: 'Test', registration: 'open' },
      storage: this.storage,
      passwords: this.passwords,
      clock: this.clock,
      defer: setImmediate,
      makeId: this.makeId,
      makeToken: () => `token-${String(++this.#tokens).padStart(20, '0')}`,
      chance: () => 0.5,
      logger: SILENT_LOGGER,
      ...overrides,
    });
  }

  /** A connection that has not said hello. Without `carries` its frames wait until the test delivers them. */
  connect({ carries = true, answersPings = true } = {}): { client: ProtocolClient; pair: LoopbackPair } {
    const pair: LoopbackPair = new LoopbackPair('loopback', (direction) => {
      if (carries) queueMicrotask(() => pair.deliver(direction));
    });
    const client = new ProtocolClient(loopbackLink(pair, answersPings));
    this.relay.accept(pair.relay);
    return { client, pair };
  }

  async register(name: string): Promise<Actor> {
    const { client, pair } = this.connect();
    const { user, token } = await client.register(name);
    return { client, pair, user: user.id, token };
  }

  /** Another connection of the same device. */
  async again(actor: Actor): Promise<Actor> {
    const { client, pair } = this.connect();
    await client.resume(actor.token);
    return { ...actor, client, pair };
  }

  /** Another device of the same person. */
  async device(name: string): Promise<Actor> {
    const { client, pair } = this.connect();
    const { user, token } = await client.signIn(name);
    return { client, pair, user: user.id, token };
  }

  async group(owner: Actor, ...others: readonly Actor[]): Promise<ConversationHead> {
    const { conversation } = await owner.client.request('conversation.create', {
      kind: 'group',
      clientId: this.makeId(),
      title: 'Group',
      users: others.map(({ user }) => user),
    });
    return conversation;
  }

  async direct(from: Actor, to: Actor): Promise<ConversationHead> {
    const args = { kind: 'direct', peer: to.user } as const;
    return (await from.client.request('conversation.create', args)).conversation;
  }

  newClientId(): ClientId {
    return ClientId.parse(this.makeId());
  }

  send(
    actor: Actor,
    conversation: ConversationId,
    text: string,
    clientId: ClientId = this.newClientId(),
  ): Promise<CommandResult<'message.send'>> {
    const content = { type: 'text', text } as const;
    return actor.client.request('message.send', { conversation, clientId, content });
  }

  read(actor: Actor, conversation: ConversationId, from: number, to: number = from): Promise<unknown> {
    return actor.client.request('receipt.report', {
      conversations: [{ conversation, read: [[from, to]], delivered: to }],
    });
  }

  /** Reports what is stored on a device; the relay gathers such reports, so time has to pass. */
  async acknowledge(actor: Actor, conversation: ConversationId, delivered: number): Promise<void> {
    const report = actor.client.request('receipt.report', { conversations: [{ conversation, delivered }] });
    await this.settle(actor);
    await this.pass(1_000);
    await report;
  }

  /** Everything the relay had to say to the actor so far has come when this resolves. */
  async settle(...actors: readonly Actor[]): Promise<void> {
    for (const { client } of actors) await client.request('people.get', { users: [this.#nobody()] });
  }

  /** Lets time pass and waits for what it sets off. */
  async pass(ms: number, ...actors: readonly Actor[]): Promise<void> {
    this.clock.advance(ms);
    await turn();
    await this.settle(...actors);
  }

  #nobody(): string {
    return this.makeId();
  }
}

/** Some turns of the event loop: enough for everything in memory to come to rest. */
export async function turn(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}
