import { AppError, badArgs, type Result } from '../../shared/errors.ts';
import {
  isRequestName,
  REQUESTS,
  type RequestArgs,
  type RequestName,
  type RequestOutput,
} from '../../shared/ipc/contract.ts';

/**
 * One handler for every request of the contract; a missing one does not compile. Handlers throw `AppError`. `window` is the id
 * of the window that asks, given by the platform and not by its page.
 */
export type RequestHandlers = {
  readonly [N in RequestName]: (args: RequestArgs<N>, window: number) => Promise<RequestOutput<N>>;
};

/** Handlers of a part of the contract. */
export type HandlersOf<N extends RequestName> = Pick<RequestHandlers, N>;

/**
 * Makes the one function behind the request channel. It never rejects: an unknown name, input that does not fit and a
 * handler's error all become a refusal. What was not foreseen is `internal` to the page and told to `onInternal`.
 */
export function createDispatcher(
  handlers: RequestHandlers,
  onInternal: (name: RequestName, error: unknown) => void,
): (name: unknown, input: unknown, window: number) => Promise<Result<unknown>> {
  return async (name, input, window) => {
    if (typeof name !== 'string' || !isRequestName(name)) {
      return { ok: false, error: new AppError('unknown_command', 'no such request').toBody() };
    }
    const args = REQUESTS[name].input.safeParse(input ?? {});
    if (!args.success) return { ok: false, error: badArgs(args.error).toBody() };
    try {
      // The schema looked up by `name` has just proven that the input belongs to it; TypeScript cannot correlate the two.
      const run = handlers[name] as (args: unknown, window: number) => Promise<unknown>;
      return { ok: true, value: await run(args.data, window) };
    } catch (error) {
      const known = AppError.from(error);
      if (known.code === 'internal') onInternal(name, known.cause ?? error);
      return { ok: false, error: known.toBody() };
    }
  };
}
