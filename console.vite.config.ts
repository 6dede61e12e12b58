import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

// The relay's console is a page for browsers: no part of what Electron loads, so it is built by itself.
export default defineConfig({
  root: resolve('src/console'),
  base: '/console/',
  plugins: [vue()],
  build: {
    outDir: resolve('out/console'),
    emptyOutDir: true,
    // Its policy lets in files of the relay only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
