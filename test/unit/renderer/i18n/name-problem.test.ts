import { describe, expect, it } from 'vitest';
import { checkFields } from '../../../../src/renderer/src/features/login/form-errors.ts';
import { en } from '../../../../src/renderer/src/i18n/en.ts';
import { displayNameProblem, titleProblem } from '../../../../src/renderer/src/i18n/name-problem.ts';
import { zhCn } from '../../../../src/renderer/src/i18n/zh-cn.ts';

describe('what is said of a name that cannot be taken', () => {
  it.each([
    { of: 'a conversation', problemOf: titleProblem },
    { of: 'a person', problemOf: displayNameProblem },
    { of: 'a relay', problemOf: (relayName: string) => checkFields({ relayName }, true).relayName ?? null },
  ])('names the limit that is checked: $of', ({ problemOf }) => {
    expect(problemOf('')).toBe('field.required');
    const problem = problemOf('two\nlines');
    if (!problem) throw new Error('taken');
    for (const texts of [en, zhCn]) {
      const most = Number(/\d+(?=\D*$)/.exec(texts[problem])?.[0]);
      expect(problemOf('x'.repeat(most))).toBeNull();
      expect(problemOf('x'.repeat(most + 1))).toBe(problem);
    }
  });
});
