import type { EventBody, RequestOutput } from '../../shared/ipc/contract.ts';
import type { ProxyView, Settings } from '../../shared/ipc/views.ts';
import type { ProxySettings } from '../../shared/model/proxy-settings.ts';
import type { JsonFile } from '../profile/json-file.ts';
import type { FoundRelay } from '../../shared/relay-beacon.ts';
import type { HandlersOf } from './dispatch.ts';

export interface AppHandlerDeps {
  readonly finder: {
    look(found: (relays: readonly FoundRelay[]) => void): void;
    stop(): void;
  };
  readonly onFound: (found: EventBody<'network.found'>) => void;
  readonly info: () => RequestOutput<'app.info'>;
  readonly settings: JsonFile<Settings>;
  readonly proxy: {
    view(): ProxyView;
    set(settings: ProxySettings, password: string | null | undefined): Promise<ProxyView>;
  };
  readonly onSettings: (settings: EventBody<'settings.changed'>) => void;
}

/** What concerns the program as a whole, whoever is signed in. Settings are on disk before they are answered. */
export function appHandlers({
  info,
  settings,
  onSettings,
  finder,
  onFound,
  proxy,
}: AppHandlerDeps): HandlersOf<
  'app.info' | 'settings.get' | 'settings.set' | 'network.look' | 'network.proxy' | 'network.setProxy'
> {
  let current = settings.read();
  return {
    'app.info': () => Promise.resolve(info()),
    'network.look': ({ on }) => {
      if (on) finder.look((relays) => onFound({ relays: [...relays] }));
      else finder.stop();
      return Promise.resolve({});
    },
    'network.proxy': () => Promise.resolve(proxy.view()),
    'network.setProxy': ({ settings: chosen, password }) => proxy.set(chosen, password),
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
