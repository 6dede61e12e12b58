import { createPinia, disposePinia, setActivePinia } from 'pinia';
import { createApp, type App } from 'vue';
import { AppError, type ErrorCode } from '../../shared/errors.ts';
import AppView from './App.vue';
import { createTexts } from './i18n/create-i18n.ts';
import { resolveLocale } from './i18n/locale.ts';
import { useAccount } from './stores/account.ts';
import { useAccounts } from './stores/accounts.ts';
import { useFaces } from './stores/faces.ts';
import { connectFeed } from './stores/feed.ts';
import { answerLeaving } from './stores/hand-over.ts';
import { useSettings } from './stores/settings.ts';
import { useView } from './stores/view.ts';
import { AVATAR_PICTURES } from './ui/avatar-pictures.ts';

/** A page with everything that it holds. */
export interface Page {
  readonly app: App;
  /** Closes what is shown, which hands over what it still has, and then forgets all of it. */
  end(): void;
}

/** Reads what the first picture needs and makes the page ready to mount, in the right language and theme at once. */
export async function createPage(): Promise<Page> {
  const pinia = createPinia();
  setActivePinia(pinia);
  let problem: ErrorCode | null = null;
  let disconnect = (): void => undefined;
  let fallSilent = (): void => undefined;
  try {
    disconnect = connectFeed();
    fallSilent = answerLeaving();
    await Promise.all([useSettings().load(), useView().load(), useAccount().load(), useAccounts().load()]);
  } catch (error) {
    problem = AppError.from(error).code;
  }
  const texts = createTexts(resolveLocale(useSettings().current.language, navigator.language));
  const app = createApp(AppView, { problem }).use(pinia).use(texts).provide(AVATAR_PICTURES, useFaces());
  return {
    app,
    end() {
      app.unmount();
      disconnect();
      fallSilent();
      disposePinia(pinia);
    },
  };
}
