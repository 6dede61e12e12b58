/** A text as search sees it, and where each UTF-16 unit of it comes from. */
export interface FoldedText {
  readonly text: string;
  /** Of each unit of `text`: start and end, in UTF-16 units, of what it was made of in the original. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** What belongs to the character before it: normal forms never reach across any other boundary. */
const joinsBefore = /[\p{M}\u{FF9E}\u{FF9F}\u{1160}-\u{11FF}\u{200D}\u{1F3FB}-\u{1F3FF}]/u;
const alphabetic = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;
const invisible = /[\p{Cf}\u{FE00}-\u{FE0F}\u{1F3FB}-\u{1F3FF}]+/gu;

/** Latin, Greek and Cyrillic lose their accents; a kana's voicing or a Thai vowel is no accent and stays. */
function foldCluster(cluster: string): string {
  const lower = cluster.normalize('NFKC').toLowerCase();
  const bare = alphabetic.test(lower)
    ? lower.normalize('NFD').replaceAll(/\p{Mn}+/gu, '')
    : lower.normalize('NFC');
  return bare.replaceAll(invisible, '');
}

/** Unified ideographs fold to themselves; they are most of a Chinese text. */
function isPlainIdeograph(code: number): boolean {
  return code >= 0x4e00 && code <= 0x9fff;
}

/** NFKC, lower case, without accents and invisible characters; so that equal-looking texts are equal. */
export function fold(original: string): FoldedText {
  const starts: number[] = [];
  const ends: number[] = [];
  let text = '';
  for (let start = 0; start < original.length;) {
    let end = nextCodePoint(original, start);
    while (end < original.length && joins(original, end)) end = nextCodePoint(original, end);
    const code = original.charCodeAt(start);
    const single = end === start + 1;
    const folded =
      single && isPlainIdeograph(code)
        ? original.charAt(start)
        : single && code < 0x80
          ? original.charAt(start).toLowerCase()
          : foldCluster(original.slice(start, end));
    text += folded;
    for (let i = 0; i < folded.length; i++) {
      starts.push(start);
      ends.push(end);
    }
    start = end;
  }
  return { text, starts, ends };
}

function nextCodePoint(text: string, index: number): number {
  return index + ((text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1);
}

function joins(text: string, index: number): boolean {
  // Below the first combining mark, and in the ideographs, nothing joins.
  const code = text.charCodeAt(index);
  if (code < 0x300 || isPlainIdeograph(code)) return false;
  return joinsBefore.test(String.fromCodePoint(text.codePointAt(index) ?? 0));
}
