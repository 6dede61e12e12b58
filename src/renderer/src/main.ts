import * as z from 'zod';
import './styles/tokens.css';
import './styles/base.css';
import './ui/overlays.css';
import { createPage } from './create-page.ts';

// The content security policy forbids making code from strings.
z.config({ jitless: true });

void createPage().then((page) => page.mount('#app'));
