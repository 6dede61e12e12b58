import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import type { FileId, UserId } from '../../../../shared/model/ids.ts';

/** What opens over the timeline, one thing at a time. Messages are named by their item key: they change meanwhile. */
export type MessageOverlay =
  | { readonly kind: 'none' }
  | { readonly kind: 'receipts'; readonly key: string; readonly anchor: HTMLElement }
  /** `row` is the message's: what was pressed may be gone when the pointer has left the message. */
  | { readonly kind: 'react'; readonly key: string; readonly row: HTMLElement }
  | { readonly kind: 'packet'; readonly key: string; readonly anchor: HTMLElement }
  | { readonly kind: 'person'; readonly user: UserId; readonly anchor: HTMLElement }
  | { readonly kind: 'forward'; readonly key: string }
  | { readonly kind: 'recall'; readonly key: string }
  /** What of the chosen messages: one forward of all, or one of each. */
  | { readonly kind: 'forward-chosen'; readonly merged: boolean }
  | { readonly kind: 'recall-chosen' }
  | { readonly kind: 'card'; readonly user: UserId }
  | { readonly kind: 'viewer'; readonly file: FileId };

const KEY: InjectionKey<ShallowRef<MessageOverlay>> = Symbol('message overlay');

/** Gives everything below one overlay to share. */
export function provideMessageOverlay(): ShallowRef<MessageOverlay> {
  const overlay = shallowRef<MessageOverlay>({ kind: 'none' });
  provide(KEY, overlay);
  return overlay;
}

/** The overlay of the pane around this component; alone, as in a test, one of its own. */
export function useMessageOverlay(): ShallowRef<MessageOverlay> {
  return inject(KEY, () => shallowRef<MessageOverlay>({ kind: 'none' }), true);
}
