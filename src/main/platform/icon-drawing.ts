import { encodePng } from './png.ts';

type Colour = readonly [number, number, number];
/** Whether a point of the unit square is inside. */
type Shape = (x: number, y: number) => boolean;

interface Layer {
  readonly shape: Shape;
  /** `null` cuts out of what is below. */
  readonly colour: Colour | null;
}

const ACCENT: Colour = [0x0b, 0x7a, 0x70];
const WHITE: Colour = [0xff, 0xff, 0xff];
const BLACK: Colour = [0, 0, 0];
const ALERT: Colour = [0xd9, 0x3a, 0x2b];
/** Points looked at in a pixel, each way. */
const SAMPLES = 4;

/** The two ticks of the logo, in its own square of 48. */
const TICKS = [
  [10.5, 25.5, 17.1, 32.1],
  [17.1, 32.1, 30, 18.6],
  [22.4, 31, 23.6, 32.1],
  [23.6, 32.1, 37.5, 18],
] as const;

/** 3 × 5 pixels, row by row; the last is a plus. */
const GLYPHS: Readonly<Record<string, string>> = {
  0: '111101101101111',
  1: '010110010010111',
  2: '111001111100111',
  3: '111001111001111',
  4: '101101111001001',
  5: '111100111001111',
  6: '111100111101111',
  7: '111001010010010',
  8: '111101111101111',
  9: '111101111001111',
  '+': '000010111010000',
};

/** The tray's icon, `size` pixels square: the logo, with a dot while something is unread. `monochrome`: for macOS's menu bar. */
export function trayIcon(size: number, hasUnread: boolean, monochrome = false): Buffer {
  const dot = disc(0.76, 0.76, 0.24);
  return draw(size, [
    ...(monochrome ? [] : [{ shape: roundedSquare(14 / 48), colour: ACCENT }]),
    { shape: ticks(monochrome ? 5 : 4.4), colour: monochrome ? BLACK : WHITE },
    ...(hasUnread
      ? [
          { shape: disc(0.76, 0.76, 0.31), colour: null },
          { shape: dot, colour: monochrome ? BLACK : ALERT },
        ]
      : []),
  ]);
}

/** The number on Windows' taskbar, `size` pixels square; beyond nine `9+`. */
export function countIcon(size: number, count: number): Buffer {
  return draw(size, [
    { shape: disc(0.5, 0.5, 0.5), colour: ALERT },
    { shape: digits(count > 9 ? '9+' : String(count)), colour: WHITE },
  ]);
}

function disc(cx: number, cy: number, radius: number): Shape {
  return (x, y) => (x - cx) ** 2 + (y - cy) ** 2 <= radius ** 2;
}

function roundedSquare(radius: number): Shape {
  const inner = (at: number): number => Math.min(Math.max(at, radius), 1 - radius);
  return (x, y) => (x - inner(x)) ** 2 + (y - inner(y)) ** 2 <= radius ** 2;
}

function ticks(width: number): Shape {
  return (x, y) =>
    TICKS.some(([x1, y1, x2, y2]) => {
      const [px, py, dx, dy] = [x * 48 - x1, y * 48 - y1, x2 - x1, y2 - y1];
      const along = Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy)));
      return (px - along * dx) ** 2 + (py - along * dy) ** 2 <= (width / 2) ** 2;
    });
}

function digits(text: string): Shape {
  const columns = text.length * 4 - 1;
  const pixel = text.length === 1 ? 1 / 8 : 1 / 10;
  return (x, y) => {
    const column = Math.floor((x - 0.5) / pixel + columns / 2);
    const row = Math.floor((y - 0.5) / pixel + 2.5);
    if (column < 0 || column >= columns || column % 4 === 3 || row < 0 || row > 4) return false;
    return GLYPHS[text.charAt(Math.floor(column / 4))]?.charAt(row * 3 + (column % 4)) === '1';
  };
}

function draw(size: number, layers: readonly Layer[]): Buffer {
  const rgba = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) rgba.set(pixelAt(x, y, size, layers), (y * size + x) * 4);
  return encodePng(size, size, rgba);
}

/** The mean of the points in a pixel; what is transparent has no part in the colour. */
function pixelAt(x: number, y: number, size: number, layers: readonly Layer[]): number[] {
  const sum = [0, 0, 0];
  let covered = 0;
  for (let i = 0; i < SAMPLES; i++)
    for (let j = 0; j < SAMPLES; j++) {
      const at = [(x + (i + 0.5) / SAMPLES) / size, (y + (j + 0.5) / SAMPLES) / size] as const;
      const colour = layers.findLast(({ shape }) => shape(...at))?.colour;
      if (!colour) continue;
      covered += 1;
      for (const [channel, value] of colour.entries()) sum[channel] = (sum[channel] ?? 0) + value;
    }
  return [
    ...sum.map((value) => Math.round(value / Math.max(1, covered))),
    Math.round((255 * covered) / SAMPLES ** 2),
  ];
}
