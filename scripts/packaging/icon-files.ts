/** A square picture as PNG; `size` in pixels. */
export interface Picture {
  readonly size: number;
  readonly png: Buffer;
}

/** A Windows icon of PNGs, each at most 256 pixels; every Windows since Vista reads them. */
export function icoOf(pictures: readonly Picture[]): Buffer {
  const header = Buffer.alloc(6);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = 6 + 16 * pictures.length;
  const entries = pictures.map(({ size, png }) => {
    if (size > 256) throw new RangeError(`${size} pixels do not fit into an .ico`);
    const entry = Buffer.alloc(16);
    // 256 is written as 0.
    entry.set([size % 256, size % 256]);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(png.length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += png.length;
    return entry;
  });
  return Buffer.concat([header, ...entries, ...pictures.map(({ png }) => png)]);
}

/** macOS' types of PNGs by pixels; those of 2 × are the same pictures under another name. */
const ICNS_TYPES: Readonly<Record<number, readonly string[]>> = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['icp6', 'ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};

/** A macOS icon of those pictures whose sizes it knows. */
export function icnsOf(pictures: readonly Picture[]): Buffer {
  const parts = pictures.flatMap(({ size, png }) =>
    (ICNS_TYPES[size] ?? []).map((type) => icnsPart(type, png)),
  );
  return icnsPart('icns', Buffer.concat(parts));
}

function icnsPart(type: string, data: Buffer): Buffer {
  const header = Buffer.alloc(8, type, 'latin1');
  header.writeUInt32BE(data.length + 8, 4);
  return Buffer.concat([header, data]);
}
