import type { HttpClient } from '../../src/main/net/http-client.ts';
import type { Life } from './life.ts';

/** Asks a relay as long as the process lives: then what is on its way is cut, and no answer comes. */
export function mortalHttp(real: HttpClient, life: Life, death: AbortSignal): HttpClient {
  const silence = new Promise<never>(() => undefined);
  return {
    async request(request) {
      const signal = AbortSignal.any([request.signal, death]);
      const step = life.step('sent', () => {
        const answer = real.request({ ...request, signal });
        // Nobody waits for it any more if this was the last step.
        answer.catch(() => undefined);
        return answer;
      });
      if (!step) {
        request.body?.destroy();
        return silence;
      }
      const response = await step.done.catch((error: unknown) => {
        if (life.dead) return silence;
        throw error;
      });
      return life.step('received', () => response)?.done ?? silence;
    },
  };
}
