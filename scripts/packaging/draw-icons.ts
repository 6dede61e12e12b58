import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Browser } from '@playwright/test';
import { inRoot } from '../paths.ts';
import { launchTestBrowser, provideTestBrowser } from '../test-browser.ts';
import { icnsOf, icoOf, type Picture } from './icon-files.ts';

// `node scripts/packaging/draw-icons.ts`: the installers' icons anew, from the one drawing of the logo. What it makes is committed, so
// that packaging needs no browser.

const LOGO = inRoot('src/renderer/favicon.svg');
const FOLDER = inRoot('packaging/icons');
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
/** Windows' shell asks for these. */
const ICO_SIZES = new Set([16, 24, 32, 48, 64, 256]);
/** Apple's grid: the shape takes 824 of 1024 points. */
const MAC_SHARE = 824 / 1024;

async function draw(browser: Browser, size: number, share: number): Promise<Picture> {
  const page = await browser.newPage({ viewport: { width: size, height: size }, deviceScaleFactor: 1 });
  const side = Math.round(size * share);
  const margin = Math.floor((size - side) / 2);
  const svg = readFileSync(LOGO, 'utf8').replace('<svg', `<svg width="${side}" height="${side}"`);
  await page.setContent(`<style>*{margin:0}svg{display:block;margin:${margin}px}</style>${svg}`);
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  return { size, png };
}

mkdirSync(FOLDER, { recursive: true });
const browser = await launchTestBrowser(await provideTestBrowser());
try {
  const pictures: Picture[] = [];
  const forMac: Picture[] = [];
  for (const size of SIZES) {
    pictures.push(await draw(browser, size, 1));
    forMac.push(await draw(browser, size, MAC_SHARE));
  }
  for (const { size, png } of pictures) if (size <= 512) writeFileSync(`${FOLDER}/${size}x${size}.png`, png);
  writeFileSync(`${FOLDER}/icon.ico`, icoOf(pictures.filter(({ size }) => ICO_SIZES.has(size))));
  writeFileSync(`${FOLDER}/icon.icns`, icnsOf(forMac));
} finally {
  await browser.close();
}
