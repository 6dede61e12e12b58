import type { ReceiptStorage } from '../../receipt-port.ts';
import { closeReceipts, readTimes } from '../close-receipts.ts';
import type { Queries } from '../queries/all.ts';
import { moveDelivered, report } from '../report.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about receipts. Those that write run inside a transaction. */
export function receiptCalls(queries: Queries): ReceiptStorage {
  const { accounts, receipts } = queries;
  return {
    report: (request) => report(queries, request),
    moveDelivered: (conversation, cursors) => moveDelivered(queries, conversation, cursors),
    directReceipts: async (user) => receipts.tellsDirect((await accounts.key(user)) ?? 0),
    async setDirectReceipts(user, told, device) {
      await requireDevice(queries, device);
      await receipts.setTellsDirect((await accounts.key(user)) ?? 0, told);
    },
    readTimes: (id, seq, users) => readTimes(queries, id, seq, users),
    closeReceipts: (before, after) => closeReceipts(queries, before, after),
  };
}
