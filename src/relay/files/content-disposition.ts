/**
 * The header that gives a download its name (RFC 6266), whatever the name's characters: the plain form is an approximation in ASCII
 * for old programs, the extended form (RFC 5987) is exact.
 */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7E]/gu, '_').replaceAll(/["\\%/]/g, '_');
  const exact = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${exact}`;
}
