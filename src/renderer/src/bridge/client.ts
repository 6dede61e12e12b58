import { AppError } from '../../../shared/errors.ts';
import type { ChosenFile, YiduBridge } from '../../../shared/ipc/bridge.ts';
import type { ChosenFiles } from '../../../shared/ipc/views.ts';
import type {
  EventBody,
  EventName,
  RequestInput,
  RequestName,
  RequestOutput,
} from '../../../shared/ipc/contract.ts';

declare global {
  interface Window {
    /** Set by the preload script before the page's own scripts run. */
    readonly yidu?: YiduBridge;
  }
}

function door(): YiduBridge {
  if (!window.yidu) throw new AppError('internal', 'the preload script did not run');
  return window.yidu;
}

/** Asks the main process. Resolves with the answer; rejects with the `AppError` of a refusal, never anything else. */
export async function request<N extends RequestName>(
  name: N,
  input: RequestInput<N>,
): Promise<RequestOutput<N>> {
  let result;
  try {
    result = await door().request(name, input);
  } catch (error) {
    throw AppError.from(error);
  }
  if (result.ok) return result.value;
  throw AppError.fromBody(result.error);
}

/** Chooses files that were dropped or pasted: the answer says which are refused. Rejects with an `AppError` when none could be read. */
export async function chooseFiles(files: readonly ChosenFile[]): Promise<ChosenFiles> {
  try {
    return await door().chooseFiles(files);
  } catch (error) {
    throw AppError.from(error);
  }
}

/** Hears an event until the returned function is called. */
export function subscribe<N extends EventName>(name: N, listener: (body: EventBody<N>) => void): () => void {
  return door().on(name, listener);
}
