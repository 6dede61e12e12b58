import { registerHooks } from 'node:module';
import { isMainThread } from 'node:worker_threads';

// Loaded before the web host (`--import`): gives its stand-in for Electron the desktop that a browser has not. The product's bundles
// ask for Electron's version, and so find tray, menus, keys and the rest as they do in Electron.
Object.defineProperty(process, 'versions', { value: { ...process.versions, electron: '45.4.1' } });

if (isMainThread) {
  const browserOnly = new URL('../../../../src/webhost/electron/index.ts', import.meta.url).href;
  const whole = new URL('electron.ts', import.meta.url).href;
  registerHooks({
    load: (url, context, next) =>
      url === browserOnly
        ? { format: 'module', source: `export * from ${JSON.stringify(whole)};`, shortCircuit: true }
        : next(url, context),
  });
  await import('./obey.ts');
}
