import { describe, expect, it } from 'vitest';
import { chained } from '../../../support/frames.ts';
import { LoopbackPair } from '../../../../src/relay/transport/loopback.ts';

function listened(): { pair: LoopbackPair; heard: string[] } {
  const pair = new LoopbackPair();
  const heard: string[] = [];
  pair.relay.listen({
    text: (text) => heard.push(`relay: ${text}`),
    binary: () => heard.push('relay: binary'),
    alive: () => heard.push('relay: alive'),
    closed: () => heard.push('relay: closed'),
  });
  pair.client.listen({
    text: (text) => heard.push(`client: ${text}`),
    ping: () => heard.push('client: ping'),
    closed: (code) => heard.push(`client: closed ${code}`),
  });
  return { pair, heard };
}

describe('loopback', () => {
  it('delivers only when told, one by one, in order', () => {
    const { pair, heard } = listened();
    pair.relay.send(chained('a', 'b'));
    pair.relay.ping();
    pair.client.send('c');
    expect(heard).toEqual([]);
    expect(pair.relay.buffered).toBe(2);
    pair.deliver('to-client');
    expect(heard).toEqual(['client: a']);
    pair.deliverAll();
    expect(heard).toEqual(['client: a', 'relay: c', 'client: b', 'client: ping']);
  });

  it('closes behind what is queued, and both ends hear it once', () => {
    const { pair, heard } = listened();
    pair.relay.send(chained('last'));
    pair.relay.close(4001, '');
    pair.relay.close(4002, '');
    pair.relay.send(chained('too late'));
    pair.deliverAll();
    pair.cut();
    expect(heard).toEqual(['client: last', 'relay: closed', 'client: closed 4001']);
  });

  it('loses what waits when it is cut', () => {
    const { pair, heard } = listened();
    pair.relay.send(chained('lost'));
    pair.client.send('lost too');
    pair.cut();
    pair.deliverAll();
    expect(heard).toEqual(['relay: closed', 'client: closed 1006']);
    expect(pair.isOpen).toBe(false);
  });
});
