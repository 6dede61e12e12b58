import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import type { EventBody, RequestOutput } from '../../shared/ipc/contract.ts';
import type { KeptSettings } from '../profile/kept-settings.ts';
import type { ProxyView, UpdateState } from '../../shared/ipc/views.ts';
import type { ProxySettings } from '../../shared/model/proxy-settings.ts';
import type { FoundRelay } from '../../shared/relay-beacon.ts';
import { readLicences } from './licences.ts';
import type { HandlersOf } from './dispatch.ts';

/** Every window tells of the same network, and one that flickers is told of each time. ms. */
const ONLINE_EVERY_MS = 2_000;

export interface AppHandlerDeps {
  readonly clock: Clock;
  readonly finder: {
    look(found: (relays: readonly FoundRelay[]) => void): void;
    stop(): void;
  };
  readonly onFound: (found: EventBody<'network.found'>) => void;
  /** There is a network again. */
  readonly onNetwork: () => void;
  readonly info: () => RequestOutput<'app.info'>;
  readonly quit: () => void;
  /** The page of this window has nothing left to hand over. */
  readonly left: (window: number) => void;
  readonly settings: KeptSettings;
  /** What the build has gathered. */
  readonly licencesFolder: string;
  /** `false`: nothing here shows folders. */
  readonly openLogs: () => Promise<boolean>;
  readonly proxy: {
    view(): ProxyView;
    set(settings: ProxySettings, password: string | null | undefined): Promise<ProxyView>;
  };
  readonly updates: { state(): UpdateState; check(): Promise<UpdateState>; restart(): void };
}

/** What concerns the program as a whole, whoever is signed in. Settings are on disk before they are answered. */
export function appHandlers({
  clock,
  info,
  quit,
  left,
  settings,
  finder,
  onFound,
  onNetwork,
  proxy,
  updates,
  licencesFolder,
  openLogs,
}: AppHandlerDeps): HandlersOf<
  | 'app.info'
  | 'app.quit'
  | 'app.left'
  | 'app.licences'
  | 'app.openLogs'
  | 'settings.get'
  | 'settings.set'
  | 'network.look'
  | 'network.online'
  | 'network.proxy'
  | 'network.setProxy'
  | 'updates.get'
  | 'updates.check'
  | 'updates.restart'
> {
  let onlineAt = Number.NEGATIVE_INFINITY;
  return {
    'app.info': () => Promise.resolve(info()),
    'app.quit': () => {
      quit();
      return Promise.resolve({});
    },
    'app.left': (_nothing, window) => {
      left(window);
      return Promise.resolve({});
    },
    'app.licences': async () => ({ parts: await readLicences(licencesFolder) }),
    'app.openLogs': async () => {
      if (!(await openLogs())) throw new AppError('not_found', 'no program shows folders');
      return {};
    },
    'network.look': ({ on }) => {
      if (on) finder.look((relays) => onFound({ relays: [...relays] }));
      else finder.stop();
      return Promise.resolve({});
    },
    'network.online': () => {
      const at = clock.monotonic();
      if (at - onlineAt >= ONLINE_EVERY_MS) {
        onlineAt = at;
        onNetwork();
      }
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
