import type { StoredChannel } from '../channel-port.ts';

/** A channel without those who publish in it besides its owner. */
export type ChannelRow = Omit<StoredChannel, 'publishers'> & { readonly key: number };

/** A channel in which somebody may do what they ask for. */
export interface AllowedChannel {
  readonly key: number;
  readonly stored: StoredChannel;
  /** Of who asks. */
  readonly account: number;
}
