import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [vue()],
  cacheDir: resolve('node_modules/.cache/vite-preview'),
  server: { host: '127.0.0.1', fs: { allow: [resolve('.')] } },
});
