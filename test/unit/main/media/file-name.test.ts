import { describe, expect, it } from 'vitest';
import { mayOpen, safeFileName, sendableName } from '../../../../src/main/media/file-name.ts';
import { FileName } from '../../../../src/shared/model/file.ts';

const NASTY = [
  '../../etc/passwd',
  '..\\..\\Windows\\System32\\cmd.exe',
  '/etc/passwd',
  'C:\\autoexec.bat',
  'con',
  'COM1.txt',
  'a\u0000b.txt',
  'invoice\u202Efdp.exe',
  '...',
  '. . .',
  '',
  ' ',
  'x'.repeat(1_000) + '.pdf',
  '报'.repeat(300) + '.pdf',
  'a<b>:"|?*.txt',
  'lone\uD800surrogate',
  '.bashrc',
  'name.txt. ',
];

describe('names of files', () => {
  it.each(NASTY)('%j becomes one part that any disk takes', (name) => {
    const safe = safeFileName(name);
    expect(safe).not.toMatch(/[\\/<>:"|?*\p{Cc}\u202E]/u);
    expect(safe).not.toMatch(/^\.|[. ]$/);
    expect(safe).not.toMatch(/^(con|com1)(\.|$)/i);
    expect(safe.length).toBeGreaterThan(0);
    expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(256);
    expect(FileName.safeParse(sendableName(name)).success).toBe(true);
  });

  it('stay as they are where they may, and keep their ending when they are cut', () => {
    expect(safeFileName('2026 年报 (final) 100% 🎉.xlsx')).toBe('2026 年报 (final) 100% 🎉.xlsx');
    expect(sendableName('/home/lin/年报.xlsx')).toBe('年报.xlsx');
    expect(safeFileName('报'.repeat(300) + '.pdf')).toMatch(/报\.pdf$/);
  });

  it('are opened only when what opens them runs nothing', () => {
    for (const name of ['a.pdf', 'A.PNG', '年报.xlsx']) expect(mayOpen(name)).toBe(true);
    for (const name of [
      'a.exe',
      'a.pdf.exe',
      'a.pdf\u202E.bat',
      'a',
      '.pdf',
      'a.html',
      'a.svg',
      'a.docm',
      'a.lnk',
      'a.pdf. ',
    ])
      expect([name, mayOpen(name)]).toEqual([name, name === 'a.pdf. ']);
  });
});
