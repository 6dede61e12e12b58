import * as z from 'zod';
import { LicensedPart } from '../licensed-part.ts';
import { Settings, UpdateState } from '../views.ts';
import { nothing, request } from './spec.ts';

export const APP_REQUESTS = {
  'app.info': request(
    nothing,
    z.object({
      version: z.string(),
      /** What runs the client; the web host lacks some of the desktop. */
      host: z.enum(['electron', 'web']),
      platform: z.string(),
      systemLanguage: z.string(),
      /** What it runs on, as versions; the web host has a browser instead of Electron. */
      runtime: z.object({
        electron: z.string().optional(),
        chromium: z.string().optional(),
        node: z.string().optional(),
      }),
    }),
  ),
  'app.quit': request(nothing, nothing),
  /** The answer to `app.leaving`: this page has nothing left that is not on disk. */
  'app.left': request(nothing, nothing),
  /** What is built into the program and its licences, by name. */
  'app.licences': request(nothing, z.object({ parts: z.array(LicensedPart) })),
  /** Shows the folder of the logs in the system's file manager. */
  'app.openLogs': request(nothing, nothing),
  'settings.get': request(nothing, Settings),
  'settings.set': request(Settings.partial(), Settings),

  'updates.get': request(nothing, UpdateState),
  /** Looks now; answers once it is known whether there is one. */
  'updates.check': request(nothing, UpdateState),
  /** Ends the program, installs what is ready and starts it; `not_found` when nothing is. */
  'updates.restart': request(nothing, nothing),
} as const;
