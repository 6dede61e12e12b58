import '../../shared/without-eval.ts';
import './styles/tokens.css';
import './styles/accents.css';
import './styles/base.css';
import './ui/overlays.css';
import { createPage, type Page } from './create-page.ts';
import { setRenewal } from './stores/page-renewal.ts';

let page: Page | undefined;
let renewing = Promise.resolve();

async function show(): Promise<void> {
  page = await createPage();
  page.app.mount('#app');
}

// One after the other: a page that is being made cannot be ended.
setRenewal((between) => {
  const renewed = renewing.then(async () => {
    page?.end();
    try {
      await between();
    } finally {
      await show();
    }
  });
  renewing = renewed.catch(() => undefined);
  return renewed;
});

renewing = show();
