import type { YiduBridge } from '../../../src/shared/ipc/bridge.ts';

declare global {
  interface Window {
    /** The page's one door, which some tests use past the page. */
    readonly yidu: YiduBridge;
  }
}
