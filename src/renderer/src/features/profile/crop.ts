import { PICTURE_SIDE } from '../../../../shared/model/profile-picture.ts';

/** How far one may zoom in. */
export const MAX_ZOOM = 5;

/** Pixels of a picture. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** Which square of a picture is shown: its centre in the picture's pixels, and how much larger than necessary. */
export interface Crop {
  readonly x: number;
  readonly y: number;
  /** 1 … MAX_ZOOM; 1 is the largest square that fits. */
  readonly zoom: number;
}

/** The largest square in the middle. */
export function wholeCrop({ width, height }: PixelSize): Crop {
  return { x: width / 2, y: height / 2, zoom: 1 };
}

/** Side of the square that is shown, in the picture's pixels. */
export function cropSide({ width, height }: PixelSize, { zoom }: Pick<Crop, 'zoom'>): number {
  return Math.min(width, height) / zoom;
}

/** The nearest crop that shows nothing outside of the picture. */
export function keptInside(size: PixelSize, crop: Crop): Crop {
  const zoom = Math.min(MAX_ZOOM, Math.max(1, crop.zoom));
  const half = cropSide(size, { zoom }) / 2;
  return {
    x: Math.min(size.width - half, Math.max(half, crop.x)),
    y: Math.min(size.height - half, Math.max(half, crop.y)),
    zoom,
  };
}

/** The picture moved under the square by shares of the square's side: to the right and down by positive ones. */
export function moved(size: PixelSize, crop: Crop, right: number, down: number): Crop {
  const side = cropSide(size, crop);
  return keptInside(size, { ...crop, x: crop.x - right * side, y: crop.y - down * side });
}

/** Draws what is shown onto a square canvas of any size. */
export function drawCrop(canvas: HTMLCanvasElement, image: HTMLImageElement, crop: Crop): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const side = cropSide({ width: image.naturalWidth, height: image.naturalHeight }, crop);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  const { width, height } = canvas;
  context.drawImage(image, crop.x - side / 2, crop.y - side / 2, side, side, 0, 0, width, height);
}

/** Side of the picture that is made; sharp at twice the largest place it is shown in. */
export const MADE_SIDE = PICTURE_SIDE;
