import type { Result } from '../errors.ts';
import type { ChosenFiles } from './views.ts';
import type { EventBody, EventName, RequestInput, RequestName, RequestOutput } from './contract.ts';

/** The browser's `File`, as far as it is needed. */
export interface ChosenFile {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** `window.yidu`: all that the preload script gives to the page. */
export interface YiduBridge {
  /** Never rejects for a refused request: the refusal is the result. */
  request<N extends RequestName>(name: N, input: RequestInput<N>): Promise<Result<RequestOutput<N>>>;
  /** Chooses files that the user has dropped or pasted, one after the other; one that is refused keeps none of the others out. */
  chooseFiles(files: readonly ChosenFile[]): Promise<ChosenFiles>;
  /** Returns what ends the subscription. */
  on<N extends EventName>(name: N, listener: (body: EventBody<N>) => void): () => void;
}
