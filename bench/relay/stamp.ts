const STAMP = Buffer.from('sent@');

/** Milliseconds that the message's own stamp lies back. */
export function ageOf(bytes: Buffer, start: number, end: number): number {
  const at = bytes.indexOf(STAMP, start);
  if (at < 0 || at >= end) throw new Error('a delivery carries no stamp');
  return performance.now() - Number(bytes.toString('latin1', at + STAMP.length, at + STAMP.length + 14));
}

/** A text that says when it was made, on this process's clock. */
export function stamped(n: number): string {
  return `message ${n} 大家好，会议改到三点 sent@${performance.now().toFixed(3).padStart(14, '0')}`;
}
