import { createPinia, setActivePinia } from 'pinia';
import { createApp, type App } from 'vue';
import { AppError, type ErrorCode } from '../../shared/errors.ts';
import AppView from './App.vue';
import { createTexts } from './i18n/create-i18n.ts';
import { resolveLocale } from './i18n/locale.ts';
import { useAccount } from './stores/account.ts';
import { connectFeed } from './stores/feed.ts';
import { useSettings } from './stores/settings.ts';
import { useView } from './stores/view.ts';

/** Reads what the first picture needs and makes the page ready to mount, in the right language and theme at once. */
export async function createPage(): Promise<App> {
  const pinia = createPinia();
  setActivePinia(pinia);
  let problem: ErrorCode | null = null;
  try {
    connectFeed();
    await Promise.all([useSettings().load(), useView().load(), useAccount().load()]);
  } catch (error) {
    problem = AppError.from(error).code;
  }
  const texts = createTexts(resolveLocale(useSettings().current.language, navigator.language));
  return createApp(AppView, { problem }).use(pinia).use(texts);
}
