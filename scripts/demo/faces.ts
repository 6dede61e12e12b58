import { encodePng } from '../../src/main/platform/png.ts';
import { checkedPicture } from '../../src/relay/handlers/checked-picture.ts';
import type { NewPicture } from '../../src/relay/storage/profile-port.ts';
import { PICTURE_SIDE } from '../../src/shared/model/profile-picture.ts';

type Colour = readonly [red: number, green: number, blue: number];

const SKIN: Colour = [247, 217, 184];
/** What stands behind a head, and what it wears. */
const FACES: readonly (readonly [behind: Colour, worn: Colour])[] = [
  [
    [46, 103, 184],
    [242, 198, 109],
  ],
  [
    [47, 122, 61],
    [177, 59, 114],
  ],
];

/** The pictures that some of the office have: a head and shoulders, drawn here. */
export function demoFaces(): NewPicture[] {
  return FACES.map(([behind, worn]) => {
    const pixels = new Uint8Array(PICTURE_SIDE * PICTURE_SIDE * 4);
    for (let at = 0; at < PICTURE_SIDE * PICTURE_SIDE; at++) {
      const x = ((at % PICTURE_SIDE) + 0.5) / PICTURE_SIDE - 0.5;
      const y = (Math.floor(at / PICTURE_SIDE) + 0.5) / PICTURE_SIDE;
      const shouldered = over(behind, worn, within(x, y, 1.02, 0.36));
      pixels.set([...over(shouldered, SKIN, within(x, y, 0.4, 0.2)), 255], at * 4);
    }
    return checkedPicture(encodePng(PICTURE_SIDE, PICTURE_SIDE, pixels).toString('base64'));
  });
}

/** How much of the pixel a disc below the middle of the picture covers, its edge one pixel wide: 0 … 1. */
function within(x: number, y: number, centre: number, radius: number): number {
  return Math.min(1, Math.max(0, (radius - Math.hypot(x, y - centre)) * PICTURE_SIDE + 0.5));
}

function over([r, g, b]: Colour, [red, green, blue]: Colour, share: number): Colour {
  const mixed = (below: number, above: number): number => Math.round(below + (above - below) * share);
  return [mixed(r, red), mixed(g, green), mixed(b, blue)];
}
