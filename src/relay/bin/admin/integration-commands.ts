import * as z from 'zod';
import { CallbackId, ConversationId, HookId } from '../../../shared/model/ids.ts';
import {
  CALLBACK_KINDS,
  CallbackKind,
  CallbackSecret,
  CallbackUrl,
  IntegrationLabel,
} from '../../../shared/model/integration.ts';
import { AccountName, DeviceName, DisplayName } from '../../../shared/model/person.ts';
import { type Command, done, fileOf, limitOf, listed, parse, personOf } from './command-words.ts';
import { table, time } from './print.ts';

/** Commands about bots, hooks and callbacks, by their first words. */
export const INTEGRATION_COMMANDS: Readonly<Record<string, Command>> = {
  async bots(relay) {
    const { bots } = await relay.ask('bots.list', {});
    const rows = bots.map(({ id, name, displayName }) => [name, displayName, id]);
    return done(table(['BOT', 'NAME', 'ID'], rows), { bots });
  },
  async 'bots create'(relay, [given], options) {
    const name = parse(AccountName, 'NAME', given?.toLowerCase());
    const displayName = parse(DisplayName, '--display-name', options.displayName ?? given);
    const created = await relay.ask('bots.create', { name, displayName });
    return done(`${name} created`, created);
  },

  async 'bots token'(relay, [given], options) {
    const { user: bot, name } = await personOf(relay, given);
    const label = parse(DeviceName, '--label', options.label ?? name);
    const created = await relay.ask('bots.createToken', { bot, label });
    return done(created.token, created);
  },
  async 'bots conversations'(relay, [given]) {
    const { user: bot } = await personOf(relay, given);
    const { conversations } = await relay.ask('bots.conversations', { bot });
    const rows = conversations.map(({ id, title, peer }) => [id, title ?? '(direct)', peer?.name ?? '-']);
    return done(table(['CONVERSATION', 'TITLE', 'WITH'], rows), { conversations });
  },

  async hooks(relay) {
    const { hooks } = await relay.ask('hooks.list', {});
    const rows = hooks.map((one) => [
      one.id,
      one.label,
      one.bot.name,
      one.title ?? '(direct)',
      one.conversation,
      time(one.createdAt),
    ]);
    return done(table(['HOOK', 'LABEL', 'BOT', 'TITLE', 'CONVERSATION', 'CREATED'], rows), { hooks });
  },
  async 'hooks create'(relay, [given, id], options) {
    const { user: bot, name } = await personOf(relay, given);
    const conversation = parse(ConversationId, 'CONVERSATION', id);
    const label = parse(IntegrationLabel, '--label', options.label ?? name);
    const created = await relay.ask('hooks.create', { bot, conversation, label });
    return done(created.path, created);
  },
  async 'hooks revoke'(relay, [id]) {
    await relay.ask('hooks.revoke', { hook: parse(HookId, 'HOOK', id) });
    return done('revoked');
  },

  async callbacks(relay) {
    const { callbacks } = await relay.ask('callbacks.list', {});
    const rows = callbacks.map((one) => [
      one.id,
      one.bot.name,
      one.url,
      one.kinds.join(' '),
      one.waiting,
      one.missed,
      time(one.createdAt),
    ]);
    const head = ['CALLBACK', 'BOT', 'URL', 'KINDS', 'WAITING', 'MISSED', 'CREATED'];
    return done(table(head, rows), { callbacks });
  },
  async 'callbacks create'(relay, [given, address], options) {
    const { user: bot } = await personOf(relay, given);
    const url = parse(CallbackUrl, 'URL', address);
    const kinds = parse(z.array(CallbackKind), '--kinds', options.kinds?.split(',') ?? [...CALLBACK_KINDS]);
    const { secretFile } = options;
    const secret =
      secretFile === undefined
        ? {}
        : { secret: parse(CallbackSecret, '--secret-file', fileOf('--secret-file', secretFile)) };
    const created = await relay.ask('callbacks.create', { bot, url, kinds, ...secret });
    const told = created.secret === undefined ? '' : `\nsecret: ${created.secret}`;
    return done(`${created.callback} created${told}`, created);
  },
  async 'callbacks remove'(relay, [id]) {
    await relay.ask('callbacks.remove', { callback: parse(CallbackId, 'CALLBACK', id) });
    return done('removed');
  },
  async 'callbacks deliveries'(relay, [id], options) {
    const callback = parse(CallbackId, 'CALLBACK', id);
    const before =
      options.before === undefined
        ? {}
        : { before: parse(z.coerce.number().int().min(1), '--before', options.before) };
    const args = { callback, ...before, limit: limitOf(options) };
    const { deliveries, more } = await relay.ask('callbacks.deliveries', args);
    const rows = deliveries.map((one) => [
      one.cursor,
      one.id,
      one.kind,
      time(one.at),
      one.state,
      one.attempts,
      one.status ?? one.problem ?? '-',
      time(one.settledAt ?? one.nextAt),
    ]);
    const head = ['CURSOR', 'DELIVERY', 'KIND', 'AT', 'STATE', 'ATTEMPTS', 'ANSWER', 'ENDED OR NEXT'];
    return done(listed(table(head, rows), more), { deliveries, more });
  },
};
