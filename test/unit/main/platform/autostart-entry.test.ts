import { expect, it } from 'vitest';
import { autostartEntry } from '../../../../src/main/platform/autostart-entry.ts';

const exec = (path: string) => /^Exec=(.*)$/m.exec(autostartEntry(path))?.[1];

it('starts the program, whatever its path contains', () => {
  expect(exec('/opt/Yidu/yidu')).toBe('"/opt/Yidu/yidu"');
  expect(exec('/home/a b/50% $HOME `x` "y"')).toBe('"/home/a b/50%% \\\\$HOME \\\\`x\\\\` \\\\"y\\\\""');
  expect(exec('/a\\b')).toBe('"/a\\\\\\\\b"');
});

it('stays one entry', () => {
  expect(autostartEntry('/a\nExec=calc').match(/^Exec=/gm)).toHaveLength(1);
});
