import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { Clock, MakeId } from '../../shared/clock.ts';
import { AppError, badArgs } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import { SendableContent } from '../../shared/model/event.ts';
import { ClientId, type ConversationId, type HookId, type UserId } from '../../shared/model/ids.ts';
import type { MessageSent } from '../handlers/post-as.ts';
import { hashToken } from '../handlers/auth/token.ts';
import { HOOKS_PATH } from '../../shared/protocol/limits.ts';
import type { Outcome } from '../metrics/relay-counters.ts';
import type { Tally } from '../metrics/tally.ts';
import { BucketTable } from '../session/bucket-table.ts';
import type { RelayStorage } from '../storage/port.ts';
import { answerError, answerOk, readJson } from '../transport/json-http.ts';
import type { HttpRoute } from '../transport/ws-server.ts';

export interface HookServiceDeps {
  readonly storage: RelayStorage;
  /** Sends a text in the name of a bot, as `message.send` would. */
  readonly postAs: (
    bot: UserId,
    conversation: ConversationId,
    clientId: ClientId,
    text: string,
  ) => Promise<MessageSent>;
  readonly counts: Tally<Outcome>;
  readonly clock: Clock;
  readonly makeId: MakeId;
  readonly logger: Logger;
}

/** What one hook may post, sustained and at once. */
const PER_SECOND = 2;
const BURST = 30;
const MAX_HOOK_BUCKETS = 1_000;
/** Tokens that do not exist, of one address. */
const UNKNOWN_PER_MINUTE = 60;
const MAX_ADDRESSES = 10_000;

const TOKEN = /^[\w-]{20,200}$/;
const Key = z.string().regex(/^[\x20-\x7e]{1,200}$/);
/** The text of a message as clients send it. */
const HookBody = z.strictObject({ text: z.string() });

/** Answers posts of other programs to `/hooks/<token>`. Whoever has a token needs no account. */
export function createHookService(deps: HookServiceDeps): HttpRoute {
  const { storage, postAs, counts, clock, makeId, logger } = deps;
  const posts = new BucketTable(clock, { perSecond: PER_SECOND, burst: BURST }, MAX_HOOK_BUCKETS);
  const perMinute = { perSecond: UNKNOWN_PER_MINUTE / 60, burst: UNKNOWN_PER_MINUTE };
  const unknown = new BucketTable(clock, perMinute, MAX_ADDRESSES);

  async function post(request: IncomingMessage, limitKey: string | undefined): Promise<MessageSent> {
    if (request.method !== 'POST') throw new AppError('bad_args', 'hooks are posted to');
    const token = (request.url ?? '').split('?', 1)[0]?.slice(HOOKS_PATH.length + 1) ?? '';
    const hook = TOKEN.test(token) ? await storage.hookByTokenHash(hashToken(token)) : undefined;
    if (!hook) {
      if (limitKey !== undefined) refuseFast(unknown.take(limitKey));
      throw new AppError('not_found', 'there is no such hook');
    }
    refuseFast(posts.take(hook.id));
    const body = HookBody.safeParse(await readJson(request));
    if (!body.success) throw badArgs(body.error);
    const content = SendableContent.safeParse({ type: 'text', text: body.data.text });
    if (!content.success) throw badArgs(content.error);
    const clientId = clientIdOf(hook.id, request.headers['idempotency-key']);
    return postAs(hook.bot, hook.conversation, clientId ?? ClientId.parse(makeId()), body.data.text);
  }

  return {
    path: HOOKS_PATH,
    answer(request, response, { limitKey }) {
      post(request, limitKey).then(
        (sent) => {
          counts.add('ok');
          answerOk(response, sent);
        },
        (error: unknown) => {
          const known = AppError.from(error);
          counts.add(known.code);
          // The path is the token: it is in no log.
          if (known.code === 'internal') logger.error({ err: known.cause ?? known }, 'hook failed');
          answerError(response, known);
        },
      );
    },
  };
}

function refuseFast(waitMs: number): void {
  if (waitMs > 0) throw new AppError('rate_limited', 'too many requests', { retryAfterMs: waitMs });
}

/**
 * The same key of the same hook is the same message for ever (SEQ-2): its client id is made of both, in the form of a UUIDv7, in
 * which nobody looks for a time.
 */
function clientIdOf(hook: HookId, given: string | string[] | undefined): ClientId | undefined {
  if (given === undefined) return undefined;
  const key = Key.safeParse(given);
  if (!key.success) {
    throw new AppError('bad_args', 'idempotency-key: 1 to 200 characters of ASCII', {
      field: 'idempotency-key',
    });
  }
  const hex = createHash('sha256').update(`${hook}\n${key.data}`).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `7${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`];
  return ClientId.parse([...parts, hex.slice(20, 32)].join('-'));
}
