import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/shared/protocol/limits.ts';
import { expectCode } from '../support/expect-code.ts';
import { RelayWorld } from '../support/relay-world.ts';

async function scene() {
  const world = new RelayWorld();
  const anna = await world.register('anna');
  const { id } = await world.group(anna);
  return { world, anna, id };
}

describe('JSON that is meant to harm', () => {
  it('[FRM-4] keys that reach for the prototype set nothing, at any depth', async () => {
    const { world, anna, id } = await scene();
    const clientId = world.makeId();
    const poison =
      '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"prototype":{"polluted":1}';
    const frame =
      `{"id":900,${poison},"cmd":"message.send","args":{${poison},"conversation":"${id}","clientId":"${clientId}",` +
      `"content":{${poison},"type":"text","text":"harmless"}}}`;
    expect(await anna.client.exchange(900, frame)).toMatchObject({ seq: 2 });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const { events } = await anna.client.request('timeline.pull', {
      conversation: id,
      from: 2,
      to: 2,
      limit: 1,
    });
    expect(events[0]).toMatchObject({ content: { type: 'text', text: 'harmless' } });
    expect(JSON.stringify(events)).not.toMatch(/polluted|constructor/);
  });

  it('[FRM-3] fields that come only from a prototype are not there', async () => {
    const { anna, id } = await scene();
    const frame = `{"id":900,"cmd":"timeline.pull","args":{"__proto__":{"conversation":"${id}","from":1,"to":1,"limit":1}}}`;
    await expectCode(anna.client.exchange(900, frame), 'bad_args');
    const whole = `{"id":901,"cmd":"timeline.pull","__proto__":{"args":{"conversation":"${id}"}}}`;
    await expectCode(anna.client.exchange(901, whole), 'bad_args');
  });

  it('[FRM-1] of a key that stands there twice the last one counts, for everything alike', async () => {
    const { anna, id } = await scene();
    const frame =
      `{"id":900,"id":901,"cmd":"session.signOut","cmd":"conversation.rename",` +
      `"args":{"conversation":"${id}","title":"first","title":"last"}}`;
    expect(await anna.client.exchange(901, frame)).toEqual({});
    const { conversations } = await anna.client.request('sync.pull', { position: 0, limit: 1 });
    expect(conversations[0]?.title).toBe('last');
    expect(anna.client.frames.filter((text) => /^\{"id":90[01],/.test(text))).toHaveLength(1);
  });

  it.each([
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('[CON-3] nested as deep as a frame allows, in %s, is just not a request', async (_name, open, close) => {
    const { world, anna } = await scene();
    const depth = Math.floor((LIMITS.clientFrameBytes - 100) / (open.length + close.length));
    const deep = `${open.repeat(depth)}1${close.repeat(depth)}`;
    await expectCode(anna.client.exchange(900, `{"id":900,"cmd":"people.get","args":${deep}}`), 'bad_args');
    await expectCode(
      anna.client.exchange(901, `{"id":901,"cmd":"people.get","args":{"users":${deep}}}`),
      'bad_args',
    );
    await world.settle(anna);
    const { client } = world.connect();
    client.sendRaw(deep);
    expect(await client.closed).toMatchObject({ code: 4000 });
  });

  it('[FRM-3] numbers at the edges of what there is are refused or taken as they are', async () => {
    const { world, anna } = await scene();
    for (const limit of ['1e400', '-0', '1e-7', '9007199254740993', 'true', '"9"']) {
      const asked = anna.client.exchange(900, `{"id":900,"cmd":"people.list","args":{"limit":${limit}}}`);
      await expectCode(asked, 'bad_args');
    }
    for (const id of ['1e400', '-1', '0.5', '9007199254740992', '[]']) {
      const { client } = world.connect();
      client.sendRaw(`{"id":${id},"cmd":"people.list","args":{}}`);
      expect(await client.closed).toMatchObject({ code: 4000 });
    }
  });
});
