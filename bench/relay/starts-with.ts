/** Whether `prefix` stands in `bytes` at `start`. */
export function startsWith(bytes: Buffer, start: number, prefix: Buffer): boolean {
  const end = start + prefix.length;
  return end <= bytes.length && bytes.compare(prefix, 0, prefix.length, start, end) === 0;
}
