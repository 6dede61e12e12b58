import { createHmac, timingSafeEqual } from 'node:crypto';

/** How old a callback may be, or how far ahead the relay's clock; seconds. */
const WINDOW_S = 300;
/** Ids that are remembered. A receiver that is more than an example keeps them where they survive a restart. */
const REMEMBERED = 10_000;

export type Verdict = 'accepted' | 'known' | 'refused';

/**
 * Verifies what a relay posts, with nothing but Node. `known`: it was delivered before, so answer 200 and do nothing; `refused`:
 * it is none of the relay's, or a replay, so answer 401.
 */
export class CallbackVerifier {
  readonly #secret: string;
  readonly #seen = new Set<string>();

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** `body`: the bytes as they came, before anything parses them. `nowS`: Unix time in seconds. */
  verify(headers: Readonly<Record<string, unknown>>, body: string, nowS: number): Verdict {
    const timestamp = String(headers['yidu-timestamp']);
    const signature = Buffer.from(String(headers['yidu-signature']));
    const hmac = createHmac('sha256', this.#secret).update(`${timestamp}.${body}`).digest('hex');
    const expected = Buffer.from(`v1=${hmac}`);
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return 'refused';
    if (!(Math.abs(nowS - Number(timestamp)) <= WINDOW_S)) return 'refused';
    // Of the signed body: the header of the same name is for those who look at no bodies.
    const { id } = JSON.parse(body) as { readonly id: string };
    if (this.#seen.has(id)) return 'known';
    this.#seen.add(id);
    if (this.#seen.size > REMEMBERED)
      for (const oldest of this.#seen.values().take(1)) this.#seen.delete(oldest);
    return 'accepted';
  }
}
