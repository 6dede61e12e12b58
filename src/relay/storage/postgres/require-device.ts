import { AppError } from '../../../shared/errors.ts';
import type { DeviceId } from '../../../shared/model/ids.ts';
import type { Queries } from './queries/all.ts';

/** SES-12: refuses with `bad_token` what a device asks that was signed out meanwhile. Runs inside the write. */
export async function requireDevice({ devices }: Queries, device: DeviceId | undefined): Promise<void> {
  if (device !== undefined && !(await devices.has(device))) throw signedOut();
}

export function signedOut(): AppError {
  return new AppError('bad_token', 'signed out');
}
