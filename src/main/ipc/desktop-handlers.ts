import type { DesktopState, View } from '../../shared/ipc/views.ts';
import type { AccountId, ConversationId } from '../../shared/model/ids.ts';
import type { JsonFile } from '../profile/json-file.ts';
import type { Shell } from '../shell/create-shell.ts';
import type { HandlersOf } from './dispatch.ts';

export interface DesktopHandlerDeps {
  readonly state: () => Promise<DesktopState>;
  /** Rejects where the system has no such thing. */
  readonly launchAtLogin: (on: boolean) => Promise<void>;
  readonly shell: Pick<Shell, 'takePlace' | 'wanted' | 'windowShows'>;
  /** Who is signed in and has it; `null`: nobody. */
  readonly whose: (conversation: ConversationId) => Promise<AccountId | null>;
  /** Places are the main window's: the others show what they were opened for. */
  readonly isMain: (window: number) => boolean;
  /** Rejects for a conversation that this device does not know. */
  readonly openWindow: (conversation: ConversationId) => Promise<void>;
  readonly view: JsonFile<View>;
}

/** What the desktop has for the page, and what the page tells the desktop. */
export function desktopHandlers({
  state,
  launchAtLogin,
  shell,
  whose,
  isMain,
  openWindow,
  view,
}: DesktopHandlerDeps): HandlersOf<
  | 'desktop.get'
  | 'desktop.launchAtLogin'
  | 'place.account'
  | 'place.show'
  | 'place.take'
  | 'view.get'
  | 'view.set'
  | 'window.open'
  | 'window.shows'
> {
  return {
    'desktop.get': () => state(),
    'desktop.launchAtLogin': async ({ on }) => {
      await launchAtLogin(on);
      return state();
    },
    'place.account': async ({ conversation }) => ({ account: await whose(conversation) }),
    'place.take': (_nothing, window) => Promise.resolve({ place: isMain(window) ? shell.takePlace() : null }),
    'place.show': (link) => {
      shell.wanted(link);
      return Promise.resolve({});
    },
    'window.open': async ({ conversation }) => {
      await openWindow(conversation);
      return {};
    },
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
