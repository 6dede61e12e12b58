/** Dark enough for white letters at 4.5:1, and apart from each other. */
const COLOURS = [
  '#b4483a',
  '#a4591a',
  '#866a10',
  '#5b7718',
  '#2f7a3d',
  '#12766c',
  '#1b7091',
  '#2e67b8',
  '#5557c4',
  '#7a4dbd',
  '#9c3fa0',
  '#b13b72',
] as const;

/** The same id has the same colour on every device. */
export function avatarColour(id: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  }
  return COLOURS[(hash >>> 0) % COLOURS.length] ?? COLOURS[0];
}

/** Making one costs as much as many names. */
const SEGMENTER = new Intl.Segmenter();
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/**
 * One or two letters for an avatar. Chinese, Japanese and Korean names: the last two characters (a given name), titles:
 * the first two. Other names: the first letters of the first and the last word.
 */
export function initials(name: string, kind: 'person' | 'title'): string {
  const characters = Array.from(SEGMENTER.segment(name.trim()), (part) => part.segment);
  const cjk = characters.filter((character) => CJK.test(character));
  if (cjk.length > 0) return (kind === 'person' ? cjk.slice(-2) : cjk.slice(0, 2)).join('');
  const words = name.split(/[\s._-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = words.at(0)?.match(/[\p{L}\p{N}]/u)?.[0] ?? characters.at(0) ?? '';
  const last = words.length > 1 ? (words.at(-1)?.match(/[\p{L}\p{N}]/u)?.[0] ?? '') : '';
  return (first + last).toUpperCase();
}
