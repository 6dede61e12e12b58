import { AppError } from '../../shared/errors.ts';
import type { ProxySettings } from '../../shared/model/proxy-settings.ts';
import { isLoopback, parseWays, type Routes } from './proxy.ts';

/** A PAC script that takes longer is given up, and the attempt with it. ms. */
const RESOLVE_MS = 5_000;

/** What is on disk: the password of a manual proxy only sealed, as the vault does it. */
export interface StoredProxyChoice<Sealed> {
  readonly settings: ProxySettings;
  readonly password?: Sealed | undefined;
}

export interface ProxyChoiceDeps<Sealed> {
  readonly file: {
    read(): StoredProxyChoice<Sealed>;
    write(value: StoredProxyChoice<Sealed>): Promise<void>;
  };
  readonly vault: {
    seal(secret: string): Promise<Sealed>;
    /** `undefined`: it cannot be opened any more. */
    open(sealed: Sealed): Promise<string | undefined>;
  };
  /** Which proxies the system, or a script if given, has for a URL, in the words of PAC scripts. */
  readonly resolve: (url: string, script: string | undefined) => Promise<string>;
  /** The ways may be others now. */
  readonly onChange: () => void;
}

/** What the user sees of it. The password never leaves the main process. */
export interface ProxyChoiceView {
  readonly settings: ProxySettings;
  readonly hasPassword: boolean;
}

/** By which proxies this installation reaches its relays (C13); sockets and files go the same ways. */
export interface ProxyChoice {
  readonly routes: Routes;
  view(): ProxyChoiceView;
  /** On disk before it is answered. `password`: `null` removes it, `undefined` keeps it while the proxy stays the same. */
  set(settings: ProxySettings, password: string | null | undefined): Promise<ProxyChoiceView>;
}

export function createProxyChoice<Sealed>(deps: ProxyChoiceDeps<Sealed>): ProxyChoice {
  const { file, vault } = deps;
  let current = file.read();

  function view(): ProxyChoiceView {
    return { settings: current.settings, hasPassword: current.password !== undefined };
  }

  async function resolved(url: string, script?: string): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new AppError('timeout', 'the proxy script does not end')), RESOLVE_MS);
    });
    try {
      return await Promise.race([deps.resolve(url, script), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    routes: {
      async to(url) {
        const { settings, password } = current;
        if (isLoopback(url)) return ['direct'];
        switch (settings.mode) {
          case 'none':
            return ['direct'];
          case 'system':
            return parseWays(await resolved(url));
          case 'pac':
            return parseWays(await resolved(url, settings.url));
          case 'manual':
            // Never around it: who set a proxy may not want to be seen without.
            return [{ ...settings.proxy, password: password && (await vault.open(password)) }];
        }
      },
    },
    view,
    async set(settings, password) {
      const sealed = await nextPassword(settings, password);
      const next = { settings, ...(sealed === undefined ? {} : { password: sealed }) };
      await file.write(next);
      current = next;
      deps.onChange();
      return view();
    },
  };

  async function nextPassword(
    settings: ProxySettings,
    password: string | null | undefined,
  ): Promise<Sealed | undefined> {
    if (settings.mode !== 'manual' || settings.proxy.user === undefined || password === null)
      return undefined;
    if (password !== undefined) return vault.seal(password);
    const before = current.settings;
    // A password is for one proxy: another one, or another name there, must not be told it.
    const same =
      before.mode === 'manual' &&
      before.proxy.kind === settings.proxy.kind &&
      before.proxy.host === settings.proxy.host &&
      before.proxy.port === settings.proxy.port &&
      before.proxy.user === settings.proxy.user;
    return same ? current.password : undefined;
  }
}
