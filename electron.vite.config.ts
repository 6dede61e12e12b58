import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import { bundledLicences } from './scripts/bundled-licences.ts';

// Everything that Electron itself loads is CommonJS: a sandboxed preload must be, and one format for main and its
// workers keeps their paths inside the asar archive the same.
const commonJs = {
  format: 'cjs',
  // One character beyond Latin would make a script twice as large in each thread that loads it.
  charset: 'ascii',
  comments: { jsdoc: false },
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name]-[hash].cjs',
} as const;

// What nothing here uses, and every component would otherwise be asked about: options instead of setup, developers' tools.
const withoutOptions = {
  __VUE_OPTIONS_API__: 'false',
  __VUE_PROD_DEVTOOLS__: 'false',
  __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
  __VUE_I18N_LEGACY_API__: 'false',
  __VUE_I18N_FULL_INSTALL__: 'false',
  __INTLIFY_PROD_DEVTOOLS__: 'false',
};

export default defineConfig({
  main: {
    // Electron runs it; the readings of characters in shared/names are pinyin-pro's.
    plugins: [bundledLicences('main', ['electron', 'pinyin-pro'])],
    build: {
      // What package.json lists under `dependencies` is loaded from node_modules: native modules, and what works as it is. All else is
      // bundled, zod above all: its package loads sixty languages at once, 10 MB in every thread.
      externalizeDeps: true,
      rolldownOptions: {
        input: {
          index: resolve('src/main/index.ts'),
          'store-worker': resolve('src/main/store/worker.ts'),
          'archive-worker': resolve('src/main/archive/archive-worker.ts'),
          relay: resolve('src/relay/bin/relay.ts'),
          'relay-worker': resolve('src/relay/bin/relay-worker.ts'),
          'relay-storage-worker': resolve('src/relay/storage/sqlite/worker.ts'),
        },
        output: commonJs,
      },
    },
  },
  preload: {
    plugins: [bundledLicences('preload')],
    build: {
      externalizeDeps: false,
      rolldownOptions: { input: { index: resolve('src/preload/index.ts') }, output: commonJs },
    },
  },
  renderer: {
    root: resolve('src/renderer'),
    plugins: [vue(), bundledLicences('renderer')],
    define: withoutOptions,
    build: { rolldownOptions: { input: resolve('src/renderer/index.html') } },
  },
});
