import type { Link } from './link.ts';

/** How the parts of a device reach the relay. */
export interface Uplink {
  /** The newest link, which may have ended; `undefined` until the first one. */
  readonly link: () => Link | undefined;
  /** Takes note of what the relay has refused, and says when that is a fault. Throws what is no refusal. */
  readonly refused: (error: unknown) => void;
}
