import type { KnownEvent } from '../../shared/model/event.ts';
import { CALLBACK_KINDS, type CallbackKind } from '../../shared/model/integration.ts';

const KINDS: ReadonlyMap<string, CallbackKind> = new Map(CALLBACK_KINDS.map((kind) => [kind, kind]));

/** What callbacks call an event; `undefined`: none is told of it. */
export function callbackKindOf({ kind }: KnownEvent): CallbackKind | undefined {
  return KINDS.get(kind);
}
