import type { DeviceId, UserId } from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';

export interface Device {
  readonly id: DeviceId;
  readonly user: UserId;
  readonly name: string;
  /** SHA-256 of the token, base64url. The token itself is never stored. */
  readonly tokenHash: string;
  readonly createdAt: number;
}

/** A device as its owner sees it. */
export interface SeenDevice {
  readonly id: DeviceId;
  readonly name: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
}

/** The part of a relay's storage that knows where people are signed in. Guarantees as those of RelayStorage. */
export interface DeviceStorage {
  /** Refused with `bad_credentials` for an account given up, or whose password hash is not `passwordHash` any more. */
  createDevice(device: Device, passwordHash?: string): Promise<void>;
  deviceByTokenHash(tokenHash: string): Promise<{ device: Device; person: Person } | undefined>;
  /** Deleting twice is harmless. */
  deleteDevice(device: DeviceId): Promise<void>;
  /** The most recently seen first, at most LIMITS.devices. */
  listDevices(user: UserId): Promise<SeenDevice[]>;
  /** Unknown devices are ignored. */
  touchDevice(device: DeviceId, at: number): Promise<void>;
  /** Deletes a device of this person's, on their device `by`. `false`: they have no such device. */
  revokeDevice(user: UserId, device: DeviceId, by?: DeviceId): Promise<boolean>;
}
