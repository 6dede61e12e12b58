import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { MenuItemConstructorOptions } from 'electron';
import { session as browserSession, shell as browserShell } from '../../../../src/webhost/electron/system.ts';
import { shown } from './shown.ts';
import { TAKEN_KEYS } from './taken-keys.ts';

// What Electron has and a browser's page has not, kept where it can be looked at.

/** A picture by what was drawn into it. */
class Picture {
  #drawn = '';

  addRepresentation({ buffer }: { readonly buffer: Buffer }): void {
    this.#drawn += createHash('sha256').update(buffer).digest('hex');
  }

  setTemplateImage(): void {
    // macOS draws it in its own colours.
  }

  get drawn(): string {
    return this.#drawn;
  }
}

/** Electron's `nativeImage`. */
export const nativeImage = {
  createEmpty: () => new Picture(),
  createFromBuffer(buffer: Buffer): Picture {
    const picture = new Picture();
    picture.addRepresentation({ buffer });
    return picture;
  },
};

interface BuiltMenu {
  readonly template: readonly MenuItemConstructorOptions[];
  popup(): void;
}

/** Electron's `Menu`. */
export const Menu = {
  buildFromTemplate: (template: readonly MenuItemConstructorOptions[]): BuiltMenu => ({
    template,
    popup: () => (shown.textMenu = template),
  }),
  setApplicationMenu({ template }: BuiltMenu): void {
    shown.appMenu = template;
  },
};

/** Electron's `Tray`. */
export class Tray extends EventEmitter {
  readonly #tray = { tip: '', picture: '', menu: [] as readonly MenuItemConstructorOptions[] };

  constructor(image: Picture) {
    super();
    shown.tray = this.#tray;
    this.setImage(image);
  }

  setImage({ drawn }: Picture): void {
    this.#tray.picture = drawn;
  }

  setToolTip(tip: string): void {
    this.#tray.tip = tip;
  }

  setTitle(): void {
    // The number beside the icon, on macOS only; the tip has it everywhere.
  }

  setContextMenu({ template }: BuiltMenu): void {
    this.#tray.menu = template;
  }
}

/** Electron's `globalShortcut`. */
export const globalShortcut = {
  register(keys: string, pressed: () => void): boolean {
    if (keys === TAKEN_KEYS || shown.shortcuts.has(keys)) return false;
    shown.shortcuts.set(keys, pressed);
    return true;
  },
  unregister: (keys: string) => void shown.shortcuts.delete(keys),
};

let checks = false;

/** Electron's `session`, with dictionaries. */
export const session = {
  defaultSession: {
    ...browserSession.defaultSession,
    availableSpellCheckerLanguages: ['de', 'en-GB', 'en-US'],
    setSpellCheckerEnabled(on: boolean): void {
      checks = on;
      if (!checks) shown.spelling = [];
    },
    setSpellCheckerLanguages(languages: readonly string[]): void {
      if (checks) shown.spelling = languages;
    },
  },
};

/** Electron's `shell`; no other program is started. */
export const shell = {
  ...browserShell,
  openPath(path: string): Promise<string> {
    shown.openedPaths.push(path);
    return Promise.resolve('');
  },
};
