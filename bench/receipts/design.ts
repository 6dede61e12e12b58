/** One way to keep who has read what, filled with a history; members and seqs count from 0 and 1. */
export interface ReceiptDesign {
  readonly name: string;
  /** Bytes on disk that receipts take, per message. */
  readonly bytesPerMessage: number;
  /** Stores that the member has read ten messages from `from` on. */
  markTen(member: number, from: number): void;
  /** How many receivers have not read each message. */
  counts(seqs: readonly number[]): readonly number[];
  /** How many members the unread and the read list of one message hold; the lists themselves are made. */
  lists(seq: number): readonly [unread: number, read: number];
  close(): void;
}

/** Who was there when and has read what; the same for every design. */
export interface History {
  readonly members: number;
  readonly messages: number;
  /** What kind of history it is. */
  readonly name: string;
  /** Whether the member is a receiver of the message. The first member sends all of them. */
  isReceiver(member: number, seq: number): boolean;
  /** Stays of a member, oldest first. */
  stays(member: number): readonly { readonly joined: number; readonly left: number | null }[];
  /** What the member has read, ascending ranges. */
  read(member: number): readonly (readonly [from: number, to: number])[];
}

/** What a history is like; the newest tenth is unread in all of them. */
export interface HistoryShape {
  /** Ranges that each member's reading has. */
  readonly ranges: number;
  /** One member in ten came in the middle, one left, and one left and came back; otherwise everybody was always there. */
  readonly churn: boolean;
}

export function makeHistory(members: number, messages: number, { ranges, churn }: HistoryShape): History {
  const third = Math.floor(messages / 3);
  const stays = (member: number): readonly { joined: number; left: number | null }[] => {
    if (member === 0 || !churn) return [{ joined: 1, left: null }];
    if (member % 10 === 1) return [{ joined: third, left: null }];
    if (member % 10 === 2) return [{ joined: 1, left: 2 * third }];
    if (member % 10 === 3)
      return [
        { joined: 1, left: third },
        { joined: 2 * third, left: null },
      ];
    return [{ joined: 1, left: null }];
  };
  const step = Math.floor((messages * 0.9) / ranges);
  const reads = Array.from({ length: members }, (_, member) =>
    member === 0
      ? [[1, messages] as const]
      : Array.from({ length: ranges }, (_, i) => [i * step + 1 + (member % 3), (i + 1) * step - 2] as const),
  );
  return {
    members,
    messages,
    name: `${churn ? 'with joins, leaves, rejoins' : 'nobody came or left'}, read in ${ranges === 1 ? 'one range' : `${ranges} ranges`}`,
    stays,
    isReceiver: (member, seq) =>
      member > 0 && stays(member).some(({ joined, left }) => joined <= seq && (left === null || seq < left)),
    read: (member) => reads[member] ?? [],
  };
}

/** Whether the member is known to have read the message. */
export function hasRead(history: History, member: number, seq: number): boolean {
  return history.read(member).some(([from, to]) => from <= seq && seq <= to);
}
