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

/** A drawn picture as a file that somebody chooses: another on each side, so that what is cut off can be seen. */
export async function drawnPicture(
  page: Page,
  width: number,
  height: number,
): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const base64 = await page.evaluate(
    ([w, h]) => {
      const canvas = document.createElement('canvas');
      canvas.width = w;
      canvas.height = h;
      const pen = canvas.getContext('2d');
      if (pen) {
        const ground = pen.createLinearGradient(0, 0, w, h);
        ground.addColorStop(0, '#2e67b8');
        ground.addColorStop(1, '#b13b72');
        pen.fillStyle = ground;
        pen.fillRect(0, 0, w, h);
        pen.fillStyle = '#f7d9b8';
        pen.beginPath();
        pen.arc(w / 2, h * 0.42, h * 0.2, 0, 2 * Math.PI);
        pen.ellipse(w / 2, h, h * 0.34, h * 0.34, 0, 0, 2 * Math.PI);
        pen.fill();
      }
      return canvas.toDataURL('image/png').split(',')[1] ?? '';
    },
    [width, height] as const,
  );
  return { name: 'face.png', mimeType: 'image/png', buffer: Buffer.from(base64, 'base64') };
}
