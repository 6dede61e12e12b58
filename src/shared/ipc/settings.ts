import * as z from 'zod';
import { Timestamp } from '../model/ids.ts';

/** A language as Chromium names it: `de`, `zh-CN`. */
const SpellingLanguage = z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?$/);

/** Keys as Electron names them: modifiers, then one key; plain letters would be lost to all other programs. */
export const Accelerator = z
  .string()
  .regex(
    /^(?:(?:CommandOrControl|Control|Alt|Shift|Super)\+){1,4}(?:[A-Z0-9]|F(?:[1-9]|1[0-9]|2[0-4])|Space)$/,
  );

/** The one colour that stands out; `teal` is Yidu's own. */
export const Accent = z.enum(['teal', 'blue', 'violet', 'rose', 'amber', 'graphite']);
export type Accent = z.infer<typeof Accent>;

export const Settings = z.object({
  language: z.enum(['system', 'zh-CN', 'en']),
  theme: z.enum(['system', 'light', 'dark']),
  accent: Accent,
  density: z.enum(['comfortable', 'compact']),
  sendKey: z.enum(['enter', 'ctrl-enter']),
  notifications: z.boolean(),
  /** What they show: the words, only whom they are from, or only that there is something. */
  notificationContent: z.enum(['message', 'sender', 'none']),
  notificationSound: z.boolean(),
  /** Neither banner nor sound. `until`: `null` is until it is turned off; a time that is past counts as off. */
  doNotDisturb: z.object({ on: z.boolean(), until: Timestamp.nullable() }),
  /** Closing the last window leaves the program in the tray, where there is one. */
  closeToTray: z.boolean(),
  /** Shows and hides the window from anywhere; `null`: none. */
  shortcut: Accelerator.nullable(),
  /** None: spelling is not checked. */
  spelling: z.array(SpellingLanguage).max(5),
  /** Contents of files that each account keeps at most; MiB. */
  cacheMegabytes: z
    .int()
    .min(64)
    .max(1024 * 1024),
});
export type Settings = z.infer<typeof Settings>;

/**
 * Spelling is off until somebody chooses a language: on Windows and Linux its dictionary is downloaded from Google's servers.
 * Closing ends the program until somebody wants the tray: not every Linux desktop shows one, and nobody could find the way back.
 */
export const DEFAULT_SETTINGS: Settings = {
  language: 'system',
  theme: 'system',
  accent: 'teal',
  density: 'comfortable',
  sendKey: 'enter',
  notifications: true,
  notificationContent: 'message',
  notificationSound: true,
  doNotDisturb: { on: false, until: null },
  closeToTray: false,
  shortcut: null,
  spelling: [],
  cacheMegabytes: 2_048,
};
