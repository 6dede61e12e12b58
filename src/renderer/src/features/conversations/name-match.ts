function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether a name fits what was typed: case and diacritics ignored, every word of the query somewhere in the name. */
export function nameMatches(name: string, query: string): boolean {
  const folded = fold(name);
  return fold(query)
    .split(/\s+/u)
    .every((word) => folded.includes(word));
}
