import type { ImportedChannel, ImportedPart } from './archive-port.ts';

/** A part on its way to the writer, through threads that need not know what is in it. */
export function packPart(part: ImportedPart | ImportedChannel): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(part));
}

/** What `packPart` was given, of a conversation. */
export function unpackPart(bytes: Uint8Array): ImportedPart {
  // Written by `packPart` in this process, after the archive's schemas had passed it.
  return JSON.parse(new TextDecoder().decode(bytes)) as ImportedPart;
}

/** The same, of a channel. */
export function unpackChannel(bytes: Uint8Array): ImportedChannel {
  // As above.
  return JSON.parse(new TextDecoder().decode(bytes)) as ImportedChannel;
}
