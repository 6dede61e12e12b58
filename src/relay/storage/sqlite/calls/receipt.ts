import type { ReceiptStorage } from '../../receipt-port.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import { closeReceipts, readTimes } from '../close-receipts.ts';
import type { Queries } from '../queries/all.ts';
import { moveDelivered, report } from '../report.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about receipts. Those that write run inside a transaction. */
export function receiptCalls(queries: Queries): CorePart<ReceiptStorage> {
  const { accounts, receipts } = queries;
  return {
    report: (request) => report(queries, request),
    moveDelivered: (conversation, cursors) => moveDelivered(queries, conversation, cursors),
    directReceipts: (user) => receipts.tellsDirect(accounts.key(user) ?? 0),
    setDirectReceipts(user, told, device) {
      requireDevice(queries, device);
      receipts.setTellsDirect(accounts.key(user) ?? 0, told);
    },
    readTimes: (id, seq, users) => readTimes(queries, id, seq, users),
    closeReceipts: (before, after) => closeReceipts(queries, before, after),
  };
}
