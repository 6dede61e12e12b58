import { app, nativeImage } from 'electron';
import { countIcon } from './icon-drawing.ts';
import { allWindows } from './main-window.ts';

const OVERLAY_PX = 32;

/** Shows a number on the dock (macOS), the launcher (some Linux desktops) or the taskbar (Windows). 0: none. */
export function setCountBadge(count: number, description: string): void {
  if (process.platform !== 'win32') {
    app.setBadgeCount(count);
    return;
  }
  const icon =
    count === 0 ? null : nativeImage.createFromBuffer(countIcon(OVERLAY_PX, count), { scaleFactor: 2 });
  for (const window of allWindows()) window.setOverlayIcon(icon, description);
}
