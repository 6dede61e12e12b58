// What a browser's page has nothing for. The shell asks before it uses these (`hasTray` and the like), and shows the user
// none of it.

/** Electron's `Tray`. */
export function Tray(): never {
  throw new Error('the web host has no tray');
}

/** Electron's `Menu`: the browser has menus of its own. */
export const Menu = {
  buildFromTemplate: () => ({ popup: () => undefined }),
  setApplicationMenu: () => undefined,
};

/** Electron's `nativeImage`. */
export const nativeImage = {
  createEmpty(): never {
    throw new Error('the web host has no native images');
  },
  createFromBuffer: () => null,
};

/** Electron's `globalShortcut`. */
export const globalShortcut = {
  register: () => false,
  unregister: () => undefined,
};
