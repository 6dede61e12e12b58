/** What @electron/fuses looks for in a binary (its `constants.ts`). */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** The fuses of Electron 45 as they leave its factory, in their order: `1` on, `0` off. */
const FACTORY_WIRE = '101100011';

/** An executable that explains itself, with a fuse wire behind its end. */
export function standInBinary(): Buffer {
  const script =
    '#!/bin/sh\n' +
    'echo "This package was made without Electron, to be looked at and not to be run." >&2\n' +
    'exit 69\n';
  const wire = Buffer.concat([Buffer.from([1, FACTORY_WIRE.length]), Buffer.from(FACTORY_WIRE, 'latin1')]);
  return Buffer.concat([Buffer.from(script), Buffer.from(SENTINEL, 'latin1'), wire, Buffer.from('\n')]);
}
