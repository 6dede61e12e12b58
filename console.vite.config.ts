import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { bundledLicences } from './scripts/bundled-licences.ts';

// The relay's console is a page for browsers: no part of what Electron loads, so it is built by itself.
export default defineConfig({
  root: resolve('src/console'),
  base: '/console/',
  plugins: [vue(), bundledLicences('console')],
  build: {
    outDir: resolve('out/console'),
    emptyOutDir: true,
    // Its policy lets in files of the relay only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
