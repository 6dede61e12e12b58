import { describe, expect, it } from 'vitest';
import {
  formatAnnouncementLink,
  formatMessageLink,
  linkFromArguments,
  parseDeepLink,
} from '../../../src/shared/deep-link.ts';
import { ChannelId, ConversationId } from '../../../src/shared/model/ids.ts';

const ID = ConversationId.parse('01890000-0000-7000-8000-0000000000aa');
const JOIN = 'yidu://join/192.168.1.20:7480?v=1&group=abcDEF0123456789_-xyz';

describe('[LNK-4] links to announcements', () => {
  const channel = ChannelId.parse(ID);
  it('come back as they were made', () => {
    expect(formatAnnouncementLink(channel, 3)).toBe(`yidu://channel/${ID}/3`);
    expect(parseDeepLink(formatAnnouncementLink(channel, 3))).toEqual({
      to: 'announcement',
      channel,
      seq: 3,
    });
  });

  it.each([
    `yidu://channel/${ID}`,
    `yidu://channel/${ID}/0`,
    `yidu://channel/x/3`,
    `yidu://channel/${ID}/3/4`,
  ])('are nothing else: %s', (text) => {
    expect(parseDeepLink(text)).toBeNull();
  });
});

describe('[LNK-3] links to messages', () => {
  it('come back as they were made', () => {
    expect(formatMessageLink(ID, 17)).toBe(`yidu://open/${ID}/17`);
    expect(parseDeepLink(formatMessageLink(ID, 17))).toEqual({ to: 'message', conversation: ID, seq: 17 });
    expect(parseDeepLink(formatMessageLink(ID, null))).toEqual({
      to: 'message',
      conversation: ID,
      seq: null,
    });
  });

  it('are read as systems hand them over: in another case, with a slash at the end, with blanks around', () => {
    const link = { to: 'message', conversation: ID, seq: 17 };
    expect(parseDeepLink(`YIDU://OPEN/${ID.toUpperCase()}/17`)).toEqual(link);
    expect(parseDeepLink(` yidu://open/${ID}/17/\n`)).toEqual(link);
  });

  it.each([
    '',
    'yidu:',
    'yidu://',
    'yidu://open',
    'yidu://open/',
    `yidu:open/${ID}`,
    `yidu://open/${ID}/0`,
    `yidu://open/${ID}/-1`,
    `yidu://open/${ID}/1.5`,
    `yidu://open/${ID}/1e9`,
    `yidu://open/${ID}/2147483648`,
    `yidu://open/${ID}/99999999999`,
    `yidu://open/${ID}/1/2`,
    `yidu://open/${ID}/1?x=1`,
    `yidu://open/${ID}/1#x`,
    `yidu://open/${ID}%2F1`,
    `yidu://open/%30${ID.slice(1)}`,
    `yidu://open//${ID}`,
    `yidu://open/../${ID}`,
    `yidu://user@open/${ID}`,
    `yidu://open:80/${ID}`,
    `yidu://close/${ID}/1`,
    `yidu://open/${ID}\0`,
    `yidu://open/${ID}/1\n--profile=/tmp`,
    `yidu://open/${ID} --inspect`,
    'yidu://open/01890000-0000-4000-8000-0000000000aa',
    'yidu://open/________-____-____-____-____________',
    `yidu://open/${'a'.repeat(5_000)}`,
    `${' '.repeat(2_000)}yidu://open/${ID}`,
    `https://open/${ID}/1`,
    `file:///open/${ID}`,
    `javascript:yidu://open/${ID}`,
    'yidu://join/',
    'yidu://join/host',
    `yidu://join/host:7480?group=abcDEF0123456789_-xyz" --renderer-cmd-prefix="calc`,
  ])('are nothing else: %j', (text) => {
    expect(parseDeepLink(text)).toBeNull();
  });
});

describe('a link on the command line', () => {
  it('is the last argument', () => {
    expect(linkFromArguments(['/opt/yidu', '--profile', '/a', '--', JOIN])).toEqual({
      to: 'join',
      link: JOIN,
    });
    expect(linkFromArguments(['/opt/yidu'])).toBeNull();
    expect(linkFromArguments([])).toBeNull();
  });

  it('is not looked for beside what a web page got in behind it', () => {
    expect(linkFromArguments(['yidu.exe', JOIN, '--gpu-launcher=calc'])).toBeNull();
    expect(linkFromArguments(['yidu.exe', JOIN, 'https://example.org'])).toBeNull();
    expect(linkFromArguments(['yidu.exe', `--x=${JOIN}`])).toBeNull();
  });
});
