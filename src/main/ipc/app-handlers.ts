import type { EventBody, RequestOutput } from '../../shared/ipc/contract.ts';
import type { Settings } from '../../shared/ipc/views.ts';
import type { JsonFile } from '../profile/json-file.ts';
import type { HandlersOf } from './dispatch.ts';

export interface AppHandlerDeps {
  readonly info: () => RequestOutput<'app.info'>;
  readonly settings: JsonFile<Settings>;
  readonly onSettings: (settings: EventBody<'settings.changed'>) => void;
}

/** What concerns the program as a whole, whoever is signed in. Settings are on disk before they are answered. */
export function appHandlers({
  info,
  settings,
  onSettings,
}: AppHandlerDeps): HandlersOf<'app.info' | 'settings.get' | 'settings.set'> {
  let current = settings.read();
  return {
    'app.info': () => Promise.resolve(info()),
    'settings.get': () => Promise.resolve(current),
    'settings.set': async (changes) => {
      const next: Settings = {
        language: changes.language ?? current.language,
        theme: changes.theme ?? current.theme,
        sendKey: changes.sendKey ?? current.sendKey,
      };
      current = next;
      await settings.write(next);
      onSettings(next);
      return next;
    },
  };
}
