import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, Page } from '@playwright/test';
import { inRoot } from '../../../scripts/paths.ts';
import { seriousFindings } from '../../e2e/support/accessible.ts';
import { expect } from '../../e2e/support/test.ts';
import {
  LOCALES,
  pictureName,
  SIZES,
  type SizeName,
  type StateName,
  THEMES,
  type Variant,
} from './states.ts';

/**
 * Of WebP, 0 … 100. From 36 down to here a picture loses a fifth of its bytes and nothing that is seen; below, thin lines go. Without loss
 * it takes 2.5 times as many as at 36; in 16 colours a quarter fewer, but then faces look alike.
 */
const QUALITY = 20;

/** The names after `--only`; none: all. */
const ONLY = new Set((process.env['YIDU_SHOTS_ONLY'] ?? '').split(',').filter((name) => name !== ''));

export interface ShootOptions {
  /** Brings about anew what a change of size, look or language takes away; called before each picture. */
  readonly again?: (variant: Variant) => Promise<void>;
  /** How the language is changed; by the settings where nothing is said. */
  readonly speak?: (locale: Variant['locale']) => Promise<void>;
  /** Only some sizes. */
  readonly sizes?: readonly SizeName[];
}

/**
 * Takes the pictures of what the page shows: light and dark, in both languages and at three sizes, into docs/screens. In one light
 * and one dark variant axe looks at the page too, and in each nothing may be wider than the window (X13).
 */
export async function shoot(page: Page, state: StateName, options: ShootOptions = {}): Promise<void> {
  if (ONLY.size > 0 && !ONLY.has(state)) return;
  const folder = inRoot('docs/screens', state);
  mkdirSync(folder, { recursive: true });
  const session = await page.context().newCDPSession(page);
  // Nothing is to be under the pointer.
  await page.mouse.move(0, 0);
  for (const locale of LOCALES) {
    await (options.speak ?? ((next) => speak(page, next)))(locale);
    for (const size of options.sizes ?? sizeNames) {
      await resize(session, size);
      for (const theme of THEMES) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        const variant = { locale, theme, size };
        await options.again?.(variant);
        await settle(page);
        const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
        writeFileSync(join(folder, pictureName(variant)), Buffer.from(data, 'base64'));
        await expectFitting(page, `${state}, ${pictureName(variant)}`);
        // The same elements in the other pictures, and axe takes as long as all of them.
        if (size === '1280x800' && (theme === 'light') === (locale === 'zh-CN'))
          expect.soft(await seriousFindings(page), `${state}: axe`).toEqual([]);
      }
    }
  }
  await resize(session, '1280x800');
  await session.detach();
}

const sizeNames: readonly SizeName[] = ['1280x800', '900x640', '200-percent'];

async function resize(session: CDPSession, size: SizeName): Promise<void> {
  const { width, height, scale } = SIZES[size];
  await session.send('Emulation.setDeviceMetricsOverride', {
    width,
    height,
    deviceScaleFactor: scale,
    mobile: false,
  });
}

async function speak(page: Page, language: Variant['locale']): Promise<void> {
  const set = await page.evaluate(
    (next) => window.yidu.request('settings.set', { language: next }),
    language,
  );
  expect(set.ok).toBe(true);
  await expect(page.locator('html')).toHaveAttribute('lang', language);
}

/** Fonts and pictures are there, and what follows a change of size has followed. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    document.documentElement.style.caretColor = 'transparent';
    await document.fonts.ready;
    let changes = 0;
    const observer = new MutationObserver(() => changes++);
    observer.observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
    // Virtual lists measure what they have drawn, and draw again; thirty frames are more than they ever need.
    for (let still = 0, n = 0; still < 3 && n < 30; n++) {
      const before = changes;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      still = changes === before ? still + 1 : 0;
    }
    observer.disconnect();
    // A change of look goes through transitions, however short.
    const moving = document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity);
    await Promise.all(moving.map((one) => one.finished.catch(() => undefined)));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
}

async function expectFitting(page: Page, what: string): Promise<void> {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(beyond, `${what}: px wider than the window`).toBeLessThanOrEqual(0);
}
