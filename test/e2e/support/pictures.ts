import type { Page } from '@playwright/test';

/** Pastes a drawn picture, as a screenshot lies in the clipboard. */
export async function pastePicture(page: Page, width: number, height: number): Promise<void> {
  await page.getByTestId('composer').evaluate(
    async (field, [w, h]) => {
      const canvas = document.createElement('canvas');
      canvas.width = w;
      canvas.height = h;
      const pen = canvas.getContext('2d');
      if (pen) {
        const sky = pen.createLinearGradient(0, 0, w, h);
        sky.addColorStop(0, '#0f8f83');
        sky.addColorStop(1, '#f2c66d');
        pen.fillStyle = sky;
        pen.fillRect(0, 0, w, h);
        pen.fillStyle = '#fff';
        const text = 'Q3 2026';
        pen.font = `${h / 6}px sans-serif`;
        // Of a tall picture the width is what is scarce.
        const fits = Math.min(1, (w * 0.75) / pen.measureText(text).width);
        pen.font = `${(h / 6) * fits}px sans-serif`;
        pen.fillText(text, w / 8, h / 2);
      }
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
      if (!blob) throw new Error('no picture');
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([blob], 'image.png', { type: 'image/png' }));
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    },
    [width, height] as const,
  );
}
