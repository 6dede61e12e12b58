import { expect, it } from 'vitest';
import { linkOfReply, toastXml } from '../../../../src/main/platform/toast-xml.ts';

const note = {
  title: 'Team',
  body: 'hello',
  link: 'yidu://open/01890000-0000-7000-8000-0000000000aa/7',
  silent: false,
  reply: null,
};

it('opens the link of the notification', () => {
  expect(toastXml(note)).toBe(
    '<toast launch="yidu://open/01890000-0000-7000-8000-0000000000aa/7" activationType="protocol"><visual>' +
      '<binding template="ToastGeneric"><text>Team</text><text>hello</text></binding></visual>' +
      '<audio silent="false"/></toast>',
  );
});

it.each([
  ['</text></binding></visual><actions/>', '&lt;/text&gt;'],
  ['" launch="calc:', '&quot; launch=&quot;calc:'],
  ["' & ]]>", '&apos; &amp; ]]&gt;'],
  ['a\u0000b\u001b\uffffc\ud800', 'abc'],
])('takes no words for markup: %j', (words, escaped) => {
  const xml = toastXml({ ...note, title: words, body: words });
  expect(xml.split(escaped)).toHaveLength(3);
  expect(xml.match(/<\w+/g)).toEqual(['<toast', '<visual', '<binding', '<text', '<text', '<audio']);
});

it('can be answered, and knows of an answer where it belongs', () => {
  const xml = toastXml({ ...note, reply: { placeholder: '"Reply"', send: 'Send' } });
  expect(xml).toContain('placeHolderContent="&quot;Reply&quot;"');
  const args = /arguments="([^"]*)"/.exec(xml)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect(linkOfReply(args)).toBe(note.link);
  expect(linkOfReply('type=click&tag=1')).toBeUndefined();
});
