import * as z from 'zod';

/**
 * What a locked client waits for. `keychain`: it does not give out the key; it may be locked, or not know the key any more, which
 * cannot be told apart, so that only the user gives the key up.
 */
export const Lock = z.enum(['passcode', 'keychain']);
export type Lock = z.infer<typeof Lock>;

/** Unlocks the client. Short ones are for fingers; against somebody who has copied the disk, long ones help. */
export const Passcode = z.string().min(6).max(128);

/** Minutes without anybody at the computer after which it locks; 0: never. */
export const IdleMinutes = z.union([z.literal(0), z.literal(1), z.literal(5), z.literal(15), z.literal(60)]);

/** The passcode lock, and what protects the key of everything on disk. */
export const LockState = z.object({
  locked: z.boolean(),
  passcode: z.boolean(),
  idleMinutes: IdleMinutes,
  /** `file`: there is no keychain, and without a passcode whoever reads the disk reads the messages. */
  protection: z.enum(['keychain', 'file']),
  /** After wrong passcodes: how long no other is taken. */
  waitMs: z.int().min(0),
});
export type LockState = z.infer<typeof LockState>;
