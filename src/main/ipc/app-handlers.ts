import type { EventBody, RequestOutput } from '../../shared/ipc/contract.ts';
import type { KeptSettings } from '../profile/kept-settings.ts';
import type { ProxyView, UpdateState } from '../../shared/ipc/views.ts';
import type { ProxySettings } from '../../shared/model/proxy-settings.ts';
import type { FoundRelay } from '../../shared/relay-beacon.ts';
import type { HandlersOf } from './dispatch.ts';

export interface AppHandlerDeps {
  readonly finder: {
    look(found: (relays: readonly FoundRelay[]) => void): void;
    stop(): void;
  };
  readonly onFound: (found: EventBody<'network.found'>) => void;
  readonly info: () => RequestOutput<'app.info'>;
  readonly settings: KeptSettings;
  readonly proxy: {
    view(): ProxyView;
    set(settings: ProxySettings, password: string | null | undefined): Promise<ProxyView>;
  };
  readonly updates: { state(): UpdateState; check(): Promise<UpdateState>; restart(): void };
}

/** What concerns the program as a whole, whoever is signed in. Settings are on disk before they are answered. */
export function appHandlers({
  info,
  settings,
  finder,
  onFound,
  proxy,
  updates,
}: AppHandlerDeps): HandlersOf<
  | 'app.info'
  | 'settings.get'
  | 'settings.set'
  | 'network.look'
  | 'network.proxy'
  | 'network.setProxy'
  | 'updates.get'
  | 'updates.check'
  | 'updates.restart'
> {
  return {
    'app.info': () => Promise.resolve(info()),
    'network.look': ({ on }) => {
      if (on) finder.look((relays) => onFound({ relays: [...relays] }));
      else finder.stop();
      return Promise.resolve({});
    },
    'settings.get': () => Promise.resolve(settings.current()),
    'settings.set': (changes) => settings.change(changes),
    'updates.get': () => Promise.resolve(updates.state()),
    'updates.check': () => updates.check(),
    'updates.restart': () => {
      updates.restart();
      return Promise.resolve({});
    },
    'network.proxy': () => Promise.resolve(proxy.view()),
    'network.setProxy': ({ settings: chosen, password }) => proxy.set(chosen, password),
  };
}
