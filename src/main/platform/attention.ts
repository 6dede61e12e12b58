import { type BrowserWindow, powerMonitor } from 'electron';

/**
 * Tells whether someone can be looking at `window`: focused, and the screen not locked (X1). `listener` gets the present
 * state now and every change later.
 */
export function watchAttention(window: BrowserWindow, listener: (attentive: boolean) => void): void {
  let locked = false;
  let told: boolean | undefined;
  const tell = (focused: boolean): void => {
    const attentive = focused && !locked;
    if (attentive === told) return;
    told = attentive;
    listener(attentive);
  };
  const lock = (next: boolean): void => {
    locked = next;
    tell(window.isFocused());
  };
  const onLock = (): void => lock(true);
  const onUnlock = (): void => lock(false);

  window.on('focus', () => tell(true));
  window.on('blur', () => tell(false));
  powerMonitor.on('lock-screen', onLock);
  powerMonitor.on('unlock-screen', onUnlock);
  window.once('closed', () => {
    powerMonitor.off('lock-screen', onLock);
    powerMonitor.off('unlock-screen', onUnlock);
  });
  // A page that has just loaded knows nothing of what it was told before.
  window.webContents.on('did-finish-load', () => {
    told = undefined;
    tell(window.isFocused());
  });
}

/** The machine is awake again. */
export function onResume(listener: () => void): void {
  powerMonitor.on('resume', listener);
}

/** The screen is locked, or the machine goes to sleep: whoever comes back may be somebody else. */
export function onAbsence(listener: () => void): void {
  powerMonitor.on('lock-screen', listener);
  powerMonitor.on('suspend', listener);
}

/** Seconds since somebody used the computer. */
export function idleSeconds(): number {
  return powerMonitor.getSystemIdleTime();
}
