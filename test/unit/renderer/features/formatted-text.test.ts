import { describe, expect, it } from 'vitest';
import {
  formatText,
  withoutMarks,
  type Block,
  type Span,
} from '../../../../src/renderer/src/features/chat/formatted-text.ts';

function spansOf(text: string, names: readonly string[] = []): readonly Span[] {
  const [block] = formatText(text, names);
  if (block?.kind !== 'paragraph') throw new Error(`no paragraph: ${JSON.stringify(block)}`);
  return block.spans;
}

const text = (words: string): Span => ({ kind: 'text', text: words });
const paragraph = (words: string): Block => ({ kind: 'paragraph', spans: [text(words)] });

describe('marks', () => {
  it('are bold, italic, strike and code, one inside the other', () => {
    expect(spansOf('a **b *c* d** ~~e~~ `f *g*`')).toEqual([
      text('a '),
      { kind: 'strong', spans: [text('b '), { kind: 'em', spans: [text('c')] }, text(' d')] },
      text(' '),
      { kind: 'strike', spans: [text('e')] },
      text(' '),
      { kind: 'code', text: 'f *g*' },
    ]);
  });

  it('work beside Chinese, which has no spaces', () => {
    expect(spansOf('**重点：**后面的话')).toEqual([
      { kind: 'strong', spans: [text('重点：')] },
      text('后面的话'),
    ]);
    expect(spansOf('请**务必**今天')[1]).toEqual({ kind: 'strong', spans: [text('务必')] });
  });

  it.each([
    '2*3*4 = 24',
    '价格*数量*折扣',
    'snake_case_name and __init__.py',
    '嗯~~好的~~',
    '~~~\n哈哈\n~~~',
    '>_< and >.<',
    '>_<',
    '¯\\_(ツ)_/¯',
    '>_< ¯\\_(ツ)_/¯ >_<',
    'C:\\_old\\_new',
    '5 * 3 * 2',
    '&amp; &lt;b&gt;',
    '# no heading\n---\n| a | b |\n|---|---|',
    '    indented\n\n\n  stays',
    '-5 degrees\n+1',
    '* * *',
    '****',
    '[x](',
    '![x](javascript:alert(1))',
    '[x](javascript:alert(1))',
    '[x](data:text/html,1) [y](file:///etc/passwd)',
    '[x](https://bank.example@evil.example/)',
    '[reference]\n\n[reference]: /x',
    '- \n- ',
    '<img src=x onerror=alert(1)><script>alert(1)</script>',
    '<https:evil> <b>bold</b>',
  ])('are none in %j, which stays to the letter', (words) => {
    expect(formatText(words, [])).toEqual([paragraph(words)]);
  });

  it('keep markup of other languages as words', () => {
    expect(spansOf('**<img src=x onerror=alert(1)>**')).toEqual([
      { kind: 'strong', spans: [text('<img src=x onerror=alert(1)>')] },
    ]);
  });

  it('make quotes, lists and code blocks of their own lines only', () => {
    expect(formatText('> said\n> so\nanswer', [])).toEqual([
      { kind: 'quote', blocks: [paragraph('said\nso')] },
      paragraph('answer'),
    ]);
    expect(formatText('Today:\n1. one\n3) three\n4) four\n   - in\nbye', [])).toEqual([
      paragraph('Today:'),
      { kind: 'list', ordered: true, items: [{ mark: '1.', blocks: [paragraph('one')] }] },
      {
        kind: 'list',
        ordered: true,
        items: [
          { mark: '3)', blocks: [paragraph('three')] },
          {
            mark: '4)',
            blocks: [
              paragraph('four'),
              { kind: 'list', ordered: false, items: [{ mark: '•', blocks: [paragraph('in')] }] },
            ],
          },
        ],
      },
      paragraph('bye'),
    ]);
    expect(formatText('```ts\nconst a = **1**;\n\n  b\n```\nend', [])).toEqual([
      { kind: 'code', text: 'const a = **1**;\n\n  b', language: 'ts' },
      paragraph('end'),
    ]);
    expect(formatText('- [a](https://example.com)\n- b', [])[0]).toMatchObject({
      kind: 'list',
      ordered: false,
    });
  });

  it('leave addresses and called names whole', () => {
    expect(spansOf('**x** https://example.com/a_b_c*d @_anna_ **@Bo**', ['_anna_', 'Bo'])).toMatchObject([
      { kind: 'strong' },
      text(' '),
      { kind: 'link', text: 'https://example.com/a_b_c*d' },
      text(' '),
      { kind: 'mention', name: '_anna_' },
      text(' '),
      { kind: 'strong', spans: [{ kind: 'mention', name: 'Bo' }] },
    ]);
  });

  it('name links by words, with the place they lead to', () => {
    expect(spansOf('see [the **plan**](https://例子.中国/a) and [mail](mailto:a@b.example)')).toMatchObject([
      text('see '),
      { kind: 'named', words: 'the plan', target: { host: 'xn--fsqu00a.xn--fiqs8s' } },
      text(' and '),
      { kind: 'named', words: 'mail', target: { host: 'a@b.example', href: 'mailto:a@b.example' } },
    ]);
    expect(formatText('**x** [](https://example.com)', [])).toHaveLength(1);
  });

  it('take bounded time, whatever is written', () => {
    const worst = [
      '*a '.repeat(5_000),
      '['.repeat(16_000),
      '>'.repeat(16_000),
      '- '.repeat(8_000),
      '`'.repeat(16_000),
      '**a*'.repeat(4_000),
      '> - '.repeat(4_000),
      '- a\n'.repeat(4_000),
      '> a\n'.repeat(4_000),
      '[a](https://'.repeat(1_300),
      '@a*'.repeat(5_000),
    ];
    for (const one of worst) {
      const before = performance.now();
      formatText(one, ['a']);
      expect(performance.now() - before, one.slice(0, 12)).toBeLessThan(2_000);
    }
  });
});

describe('words without marks', () => {
  it('are what a line of preview shows', () => {
    expect(withoutMarks('**a** `b` [c](https://d.example)\n- e\n- f')).toBe('a b c\n• e\n• f');
    expect(withoutMarks('2*3*4')).toBe('2*3*4');
    expect(withoutMarks('1. a\n2. b')).toBe('1. a\n2. b');
  });
});
