/**
 * What search promises, written down without an index: fold both sides, then look. Each run of CJK characters of the query
 * must be in the text as it is; each word must be a word of the text, the last one the beginning of one.
 */
export function naivelyMatches(text: string, query: string): boolean {
  const folded = naiveFold(text);
  const terms = [...naiveFold(query).matchAll(RUN)].map((match) => match[0]);
  if (terms.length === 0) return false;
  const words = [...folded.matchAll(RUN)].map((match) => match[0]);
  const lastWord = terms.findLastIndex((term) => !isCharRun(term));
  return terms.every((term, index) => {
    if (isCharRun(term)) return words.some((run) => isCharRun(run) && run.includes(term));
    const isPrefix = index === lastWord && Array.from(term).length > 1;
    return words.some((word) => !isCharRun(word) && (isPrefix ? word.startsWith(term) : word === term));
  });
}

const CHAR =
  '\\p{Script=Han}|\\p{Script=Hiragana}|\\p{Script=Katakana}|\\p{Script=Hangul}|ー|\\p{Extended_Pictographic}';
const RUN = new RegExp(`(?:${CHAR})+|(?:(?!${CHAR})[\\p{L}\\p{N}])+`, 'gu');

function isCharRun(term: string): boolean {
  return new RegExp(`^(?:${CHAR})`, 'u').test(term);
}

function naiveFold(text: string): string {
  return Array.from(text.normalize('NFKC').toLowerCase(), (char) =>
    /[\p{Script=Latin}\p{Script=Cyrillic}]/u.test(char)
      ? char.normalize('NFD').replaceAll(/\p{Mn}/gu, '')
      : char,
  )
    .join('')
    .replaceAll(/[\u200b\u200d\u{1F3FB}-\u{1F3FF}]/gu, '');
}
