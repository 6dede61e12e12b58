import { globalShortcut } from 'electron';

let held: string | undefined;

/** The web host's page is a browser's; only the browser hears keys there. */
export function hasGlobalShortcuts(): boolean {
  return 'electron' in process.versions;
}

/** Holds these keys and no others; `null`: none. False: another program, or the system, has them. */
export function holdShortcut(accelerator: string | null, pressed: () => void): boolean {
  if (held !== undefined) globalShortcut.unregister(held);
  held = undefined;
  if (accelerator === null || !hasGlobalShortcuts()) return true;
  try {
    if (!globalShortcut.register(accelerator, pressed)) return false;
  } catch {
    // Keys that this system does not have.
    return false;
  }
  held = accelerator;
  return true;
}
