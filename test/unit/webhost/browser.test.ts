import { describe, expect, it } from 'vitest';
import { browserEnvironment } from '../../../src/webhost/browser.ts';

describe('the environment of a browser', () => {
  it.each([
    [{ LANG: 'zh_CN.UTF-8' }],
    [{ LANG: 'C', LC_CTYPE: 'en_GB.utf8' }],
    [{ LANG: 'C', LC_CTYPE: 'C', LC_ALL: 'C.UTF-8' }],
  ])('is left as it is where file names are UTF-8: %j', (env) => {
    expect(browserEnvironment(env, 'linux')).toEqual(env);
  });

  it.each([
    [{}, {}],
    [{ LANG: 'C' }, { LANG: 'C' }],
    [{ LANG: 'zh_CN.GB18030', LC_CTYPE: '' }, { LANG: 'zh_CN.GB18030' }],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'POSIX' }, { LANG: 'zh_CN.UTF-8' }],
  ])('has file names in UTF-8 where they are not: %j', (env, kept) => {
    expect(browserEnvironment(env, 'linux')).toEqual({ ...kept, LC_CTYPE: 'C.UTF-8' });
  });

  it('is left alone on systems with one encoding', () => {
    expect(browserEnvironment({ HOME: '/Users/lin' }, 'darwin')).toEqual({ HOME: '/Users/lin' });
  });
});
