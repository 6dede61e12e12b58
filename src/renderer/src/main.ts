import './without-eval.ts';
import './styles/tokens.css';
import './styles/base.css';
import './ui/overlays.css';
import { createPage } from './create-page.ts';

void createPage().then((page) => page.mount('#app'));
