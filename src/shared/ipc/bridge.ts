import type { Result } from '../errors.ts';
import type { EventBody, EventName, RequestInput, RequestName, RequestOutput } from './contract.ts';

/** `window.yidu`: all that the preload script gives to the page. */
export interface YiduBridge {
  /** Never rejects for a refused request: the refusal is the result. */
  request<N extends RequestName>(name: N, input: RequestInput<N>): Promise<Result<RequestOutput<N>>>;
  /** Returns what ends the subscription. */
  on<N extends EventName>(name: N, listener: (body: EventBody<N>) => void): () => void;
}
