import { AppError, type Result } from '../../../../src/shared/errors.ts';
import type { ChosenFile, YiduBridge } from '../../../../src/shared/ipc/bridge.ts';
import type { ChosenFiles } from '../../../../src/shared/ipc/views.ts';
import {
  EVENTS,
  REQUESTS,
  type EventBody,
  type EventName,
  type RequestArgs,
  type RequestInput,
  type RequestName,
  type RequestOutput,
} from '../../../../src/shared/ipc/contract.ts';

type Handlers = {
  [N in RequestName]?: (args: RequestArgs<N>) => RequestOutput<N> | Promise<RequestOutput<N>>;
};

/** A bridge whose main process is a table of handlers. Input and output are checked against the contract. */
export class FakeBridge implements YiduBridge {
  readonly handlers: Handlers = {};
  /** Every request so far, oldest first. */
  readonly calls: { name: RequestName; input: unknown }[] = [];
  readonly #listeners = new Map<EventName, Set<(body: never) => void>>();

  async request<N extends RequestName>(name: N, input: RequestInput<N>): Promise<Result<RequestOutput<N>>> {
    // What crosses the bridge must survive a structured clone, as over IPC.
    this.calls.push({ name, input: structuredClone(input) });
    const handler = this.handlers[name] as ((args: unknown) => unknown) | undefined;
    try {
      if (!handler) throw new AppError('not_found', `no handler for ${name}`);
      const args = REQUESTS[name].input.parse(structuredClone(input));
      const value = REQUESTS[name].output.parse(structuredClone(await handler(args)));
      return { ok: true, value: value as RequestOutput<N> };
    } catch (error) {
      return { ok: false, error: AppError.from(error).toBody() };
    }
  }

  /** What was dropped or pasted counts as pasted. */
  async chooseFiles(files: readonly ChosenFile[]): Promise<ChosenFiles> {
    const chosen: ChosenFiles = { files: [], refused: [] };
    for (const file of files) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const result = await this.request('attachment.paste', { name: file.name, type: file.type, bytes });
      if (result.ok) chosen.files.push(result.value);
      else chosen.refused.push(result.error.code);
    }
    return chosen;
  }

  on<N extends EventName>(name: N, listener: (body: EventBody<N>) => void): () => void {
    const all = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, all.add(listener));
    return () => {
      all.delete(listener);
    };
  }

  emit<N extends EventName>(name: N, body: EventBody<N>): void {
    const parsed = EVENTS[name].parse(structuredClone(body));
    for (const listener of this.#listeners.get(name) ?? []) listener(parsed as never);
  }

  /** Inputs of all requests of one name. */
  inputsOf(name: RequestName): unknown[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.input);
  }
}

/** Puts a bridge where the page looks for it. */
export function installBridge(bridge: YiduBridge): void {
  Object.defineProperty(window, 'yidu', { value: bridge, configurable: true });
}
