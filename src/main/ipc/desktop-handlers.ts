import type { DesktopState, View } from '../../shared/ipc/views.ts';
import type { JsonFile } from '../profile/json-file.ts';
import type { Shell } from '../shell/create-shell.ts';
import type { HandlersOf } from './dispatch.ts';

export interface DesktopHandlerDeps {
  readonly state: () => Promise<DesktopState>;
  /** Rejects where the system has no such thing. */
  readonly launchAtLogin: (on: boolean) => Promise<void>;
  readonly shell: Pick<Shell, 'takePlace' | 'windowShows'>;
  readonly view: JsonFile<View>;
}

/** What the desktop has for the page, and what the page tells the desktop. */
export function desktopHandlers({
  state,
  launchAtLogin,
  shell,
  view,
}: DesktopHandlerDeps): HandlersOf<
  'desktop.get' | 'desktop.launchAtLogin' | 'place.take' | 'view.get' | 'view.set' | 'window.shows'
> {
  return {
    'desktop.get': () => state(),
    'desktop.launchAtLogin': async ({ on }) => {
      await launchAtLogin(on);
      return state();
    },
    'place.take': () => Promise.resolve({ place: shell.takePlace() }),
    'view.get': () => Promise.resolve(view.read()),
    'view.set': async (next) => {
      await view.write(next);
      return {};
    },
    'window.shows': ({ conversation }, window) => {
      shell.windowShows(window, conversation);
      return Promise.resolve({});
    },
  };
}
