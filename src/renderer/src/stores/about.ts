import type { LicensedPart } from '../../../shared/ipc/licensed-part.ts';
import { request } from '../bridge/client.ts';

/** What is built into the program; nothing is kept of it, because hardly anybody looks twice. */
export async function readLicences(): Promise<readonly LicensedPart[]> {
  return (await request('app.licences', {})).parts;
}

/** Shows the folder of the logs; rejects where nothing can. */
export async function openLogs(): Promise<void> {
  await request('app.openLogs', {});
}
