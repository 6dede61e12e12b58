import type { YiduBridge } from '../../../src/shared/ipc/bridge.ts';

declare global {
  interface Window {
    /** The page's one door, which some tests use past the page. */
    readonly yidu: YiduBridge;
    /** What the browser would show, in the order in which it came. */
    shownNotifications: {
      readonly words: { readonly title: string; readonly body: string; readonly silent: boolean };
      readonly tag: string;
      readonly target: EventTarget;
    }[];
  }
  /** In Electron's main process: the same. */
  var notificationsShown: Electron.Notification[];
}
