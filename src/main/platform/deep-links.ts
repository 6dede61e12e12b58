import { app } from 'electron';
import { archiveFolder } from './opened-archive.ts';
import { type DeepLink, parseDeepLink } from '../../shared/deep-link.ts';

/**
 * Makes links of ours come to this program; that of a checkout must not take them from an installed one. `--` goes before the
 * link, so that nothing that a web page has put into it is a switch to Chromium or to us.
 */
export function registerLinks(): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient('yidu', process.execPath, ['--']);
}

/** Archives as macOS hands them over, that which has started the program among them; to be called before it is ready. */
export function onOpenedArchive(listener: (folder: string) => void): void {
  app.on('open-file', (event, path) => {
    event.preventDefault();
    const folder = archiveFolder(path);
    if (folder !== null) listener(folder);
  });
}

/** Links as macOS hands them over, those that have started the program among them; to be called before it is ready. */
export function onOpenedLink(listener: (link: DeepLink) => void): void {
  app.on('open-url', (event, url) => {
    event.preventDefault();
    const link = parseDeepLink(url);
    if (link) listener(link);
  });
}
