import type {
  CallbackAnswer,
  CallbackPoster,
  CallbackRequest,
} from '../../src/relay/callbacks/callback-poster.ts';
import type { RelayDeps } from '../../src/relay/relay-deps.ts';
import type { CallbackId, ConversationId, UserId } from '../../src/shared/model/ids.ts';
import type { CallbackKind } from '../../src/shared/model/integration.ts';
import { type Actor, RelayWorld, turn } from './relay-world.ts';

const MACHINE = { origin: 'command-line', user: null, operator: 'root', address: null } as const;

/** A receiver that answers as the test says, 200 unless it says otherwise. */
export class FakeReceiver implements CallbackPoster {
  readonly requests: CallbackRequest[] = [];
  /** `undefined`: never, until it is given up. */
  answer: () => CallbackAnswer | undefined = () => ({ status: 200 });

  refusal(): string | undefined {
    return undefined;
  }

  async post(request: CallbackRequest, signal: AbortSignal): Promise<CallbackAnswer> {
    this.requests.push(request);
    const answer = this.answer();
    if (answer) return answer;
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    return { problem: 'timeout' };
  }

  /** Bodies so far. */
  bodies(): Record<string, unknown>[] {
    return this.requests.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  }
}

/** A relay in memory whose callbacks come to a fake receiver. */
export class IntegrationWorld {
  readonly receiver = new FakeReceiver();
  readonly relay: RelayWorld;

  constructor(overrides: Partial<RelayDeps> = {}) {
    this.relay = new RelayWorld({
      callbackPoster: this.receiver,
      administration: { fixed: {}, stored: {} },
      ...overrides,
    });
  }

  /** As from the command line. */
  run<T = unknown>(operation: string, args: unknown): Promise<T> {
    return this.relay.relay.desk.run(MACHINE, operation, args) as Promise<T>;
  }

  async bot(name: string): Promise<UserId> {
    return (await this.run<{ user: UserId }>('bots.create', { name, displayName: name })).user;
  }

  async callback(
    bot: UserId,
    kinds: readonly CallbackKind[],
  ): Promise<{ callback: CallbackId; secret: string }> {
    return this.run('callbacks.create', { bot, url: 'https://receiver.example/yidu', kinds });
  }

  async add(by: Actor, conversation: ConversationId, ...users: UserId[]): Promise<void> {
    await by.client.request('conversation.addMembers', { conversation, users });
  }

  /** Lets callbacks that are due go out. */
  async tell(ms = 20): Promise<void> {
    await turn();
    this.relay.clock.advance(ms);
    await turn();
  }
}
