import '../shared/without-eval.ts';
import '../renderer/src/styles/tokens.css';
import '../renderer/src/styles/accents.css';
import '../renderer/src/styles/base.css';
import '../renderer/src/ui/overlays.css';
import './console.css';
import { createApp } from 'vue';
import { createTexts } from '../renderer/src/i18n/create-i18n.ts';
import { AVATAR_PICTURES } from '../renderer/src/ui/avatar-pictures.ts';
import ConsoleApp from './ConsoleApp.vue';
import { en } from './i18n/en.ts';
import { zhCn } from './i18n/zh-cn.ts';
import { faces } from './state/faces.ts';
import { chosenLocale } from './state/locale.ts';

createApp(ConsoleApp)
  .use(createTexts(chosenLocale(), { en, 'zh-CN': zhCn }))
  .provide(AVATAR_PICTURES, faces)
  .mount('#app');
