import type { MenuItemConstructorOptions } from 'electron';
import { assertNever } from '../../../../src/shared/assert-never.ts';
import { powerMonitor } from '../../../../src/webhost/electron/system.ts';
import { DesktopAct } from './desktop-wire.ts';
import { entriesOf, look, shown } from './shown.ts';

// Does in this process what the test says that somebody does on the desktop, and tells how it looks after that.

process.on('message', (said) => {
  obey(DesktopAct.parse(said));
  process.send?.(look());
});

function obey(wish: DesktopAct): void {
  const window = shown.windows.find((one) => !one.isDestroyed());
  switch (wish.act) {
    case 'look':
      return;
    case 'choose':
      choose(wish.menu, wish.path);
      return;
    case 'press':
      shown.shortcuts.get(wish.keys)?.();
      return;
    case 'closeWindow':
      window?.close();
      return;
    case 'moveWindow':
      window?.move(wish.bounds);
      return;
    case 'lockScreen':
      powerMonitor.emit(wish.locked ? 'lock-screen' : 'unlock-screen');
      return;
    case 'pointAtWord':
      window?.webContents.emit(
        'context-menu',
        {},
        {
          isEditable: true,
          selectionText: '',
          misspelledWord: wish.suggestions === null ? '' : wish.word,
          dictionarySuggestions: wish.suggestions ?? [],
          editFlags: { canCopy: true },
        },
      );
      return;
    default:
      assertNever(wish);
  }
}

function choose(menu: 'tray' | 'app' | 'text', path: readonly string[]): void {
  const menus = { tray: shown.tray?.menu ?? [], app: shown.appMenu, text: shown.textMenu };
  let entries: readonly MenuItemConstructorOptions[] = menus[menu];
  let found: MenuItemConstructorOptions | undefined;
  for (const label of path) {
    found = entries.find((one) => one.label === label);
    entries = found ? entriesOf(found) : [];
  }
  if (!found?.click || found.enabled === false) throw new Error(`nothing to choose: ${path.join(' > ')}`);
  // What Electron gives to a click, and this program does not look at.
  Reflect.apply(found.click, undefined, []);
}
