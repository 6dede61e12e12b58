import { resolve } from 'node:path';
import * as z from 'zod';
import type { BackupSummary } from '../../../shared/admin/admin-views.ts';
import { Policies, PolicyName } from '../../../shared/admin/policies.ts';
import { AccountName, DisplayName, Password } from '../../../shared/model/person.ts';
import { ChannelId, ConversationId, DeviceId } from '../../../shared/model/ids.ts';
import { inviteUses } from '../../../shared/protocol/commands/spec.ts';
import { ConfigError } from '../config-error.ts';
import type { AskRelay } from './ask.ts';
import {
  type Command,
  type CommandOptions,
  done,
  fileOf,
  limitOf,
  listed,
  parse,
  personOf,
  type Printed,
} from './command-words.ts';
import { inviteText, reachNote } from './invite-text.ts';
import { INTEGRATION_COMMANDS } from './integration-commands.ts';
import { POINT_COMMANDS } from './point-commands.ts';
import { table, time } from './print.ts';

const DAY_MS = 86_400_000;

/** Commands that need a relay's data, by their first words. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  grant: (relay, [name]) => setAdministrator(relay, name, true),
  withdraw: (relay, [name]) => setAdministrator(relay, name, false),

  async people(relay, [query = ''], options) {
    const { people, more } = await relay.ask('people.list', { query, limit: limitOf(options) });
    const rows = people.map((one) => [
      one.name,
      one.displayName,
      one.deactivated ? 'given up' : one.administrator ? 'administrator' : one.bot ? 'bot' : '',
      one.devices,
      one.fileBytes,
      time(one.lastSeenAt),
      time(one.createdAt),
    ]);
    const head = ['ACCOUNT', 'NAME', 'ROLE', 'DEVICES', 'FILE BYTES', 'LAST SEEN', 'CREATED'];
    return done(listed(table(head, rows), more), { people, more });
  },
  async 'people create'(relay, [given], options) {
    const name = parse(AccountName, 'NAME', given?.toLowerCase());
    const displayName = parse(DisplayName, '--display-name', options.displayName ?? given);
    const args = { name, displayName, ...passwordOf(options) };
    const created = await relay.ask('people.create', args);
    return done(`${name} created${passwordLine(created.password)}`, created);
  },
  async 'people deactivate'(relay, [given]) {
    const { user, name } = await personOf(relay, given);
    await relay.ask('people.deactivate', { user });
    return done(`${name} deactivated`);
  },
  async 'people reset-password'(relay, [given], options) {
    const { user, name } = await personOf(relay, given);
    const reset = await relay.ask('people.resetPassword', { user, ...passwordOf(options) });
    return done(`${name}: new password set, all devices signed out${passwordLine(reset.password)}`, reset);
  },

  async devices(relay, [given]) {
    const { user } = await personOf(relay, given);
    const { devices } = await relay.ask('devices.list', { user });
    const rows = devices.map((one) => [one.id, one.name, time(one.lastSeenAt), time(one.createdAt)]);
    return done(table(['DEVICE', 'NAME', 'LAST SEEN', 'CREATED'], rows), { devices });
  },
  async 'devices revoke'(relay, [given, id]) {
    const { user } = await personOf(relay, given);
    await relay.ask('devices.revoke', { user, device: parse(DeviceId, 'DEVICE', id) });
    return done('signed out');
  },

  async groups(relay, [query = ''], options) {
    const { groups, more } = await relay.ask('groups.list', { query, limit: limitOf(options) });
    const rows = groups.map((one) => [
      one.id,
      one.title,
      one.memberCount,
      one.messages,
      one.owner?.name ?? '-',
      time(one.lastEventAt),
    ]);
    const head = ['GROUP', 'TITLE', 'MEMBERS', 'MESSAGES', 'OWNER', 'LAST EVENT'];
    return done(listed(table(head, rows), more), { groups, more });
  },
  async 'groups dissolve'(relay, [id]) {
    await relay.ask('groups.dissolve', { conversation: parse(ConversationId, 'ID', id) });
    return done('dissolved');
  },

  async channels(relay) {
    const { channels } = await relay.ask('channels.list', {});
    const rows = channels.map((one) => [
      one.id,
      one.title,
      one.owner?.name ?? '-',
      one.publishers,
      one.announcements,
      time(one.lastReleasedAt),
    ]);
    const head = ['CHANNEL', 'TITLE', 'OWNER', 'PUBLISHERS', 'ANNOUNCEMENTS', 'LAST GIVEN OUT'];
    return done(table(head, rows), { channels });
  },
  async 'channels show'(relay, [id], options) {
    const channel = parse(ChannelId, 'ID', id);
    const page = await relay.ask('channels.announcements', { channel, limit: limitOf(options) });
    const rows = page.announcements.map(({ seq, state, title, releasedAt, reach }) => [
      seq,
      state,
      title ?? '-',
      time(releasedAt),
      `${reach.delivered} of ${reach.of}`,
      reach.read,
    ]);
    const head = ['SEQ', 'STATE', 'TITLE', 'GIVEN OUT', 'DELIVERED', 'READ'];
    return done(listed(table(head, rows), page.more), page);
  },

  async invites(relay, _words, options) {
    const { invites, more } = await relay.ask('invites.list', { limit: limitOf(options) });
    const rows = invites.map((one) => [
      one.hash,
      one.group ?? '(the relay)',
      one.creator.name,
      one.usesLeft ?? 'any',
      time(one.expiresAt),
    ]);
    return done(listed(table(['INVITE', 'TO', 'BY', 'USES', 'UNTIL'], rows), more), { invites, more });
  },
  async 'invites create'(relay, [given], options) {
    const { user: creator } = await personOf(relay, given);
    const maxUses = parse(z.coerce.number().pipe(inviteUses), '--uses', options.uses ?? '1');
    const days =
      options.days === undefined
        ? undefined
        : parse(z.coerce.number().min(0.01).max(36_500), '--days', options.days);
    const expiresAt = days === undefined ? {} : { expiresAt: Math.round(Date.now() + days * DAY_MS) };
    const made = await relay.ask('invites.create', { creator, maxUses, ...expiresAt });
    return done(await inviteText(made, options), made);
  },
  async 'invites revoke'(relay, [hash = '']) {
    await relay.ask('invites.revoke', { hash });
    return done('revoked');
  },

  ...POINT_COMMANDS,
  ...INTEGRATION_COMMANDS,

  async policies(relay) {
    const state = await relay.ask('policies.get', {});
    const rows = PolicyName.options.map((name) => [
      name,
      String(state.policies[name]),
      state.fixed.includes(name) ? 'by the configuration' : '',
    ]);
    return done(table(['POLICY', 'VALUE', 'FIXED'], rows), state);
  },
  async 'policies set'(relay, words) {
    if (words.length === 0) throw new ConfigError('KEY=VALUE: missing');
    const change = Object.fromEntries(words.map(policyOf));
    const state = await relay.ask('policies.set', change);
    return done('set', state);
  },

  async audit(relay, _words, options) {
    const before =
      options.before === undefined
        ? {}
        : { before: parse(z.coerce.number().int().min(1), '--before', options.before) };
    const { entries, more } = await relay.ask('audit.list', { ...before, limit: limitOf(options) });
    const rows = entries.map((one) => [
      one.id,
      time(one.at),
      one.actor?.name ?? one.operator ?? '-',
      one.origin,
      one.address ?? '-',
      one.action,
      one.label ?? one.subject ?? '-',
      one.detail === null ? '' : JSON.stringify(one.detail),
    ]);
    const head = ['LINE', 'AT', 'WHO', 'FROM', 'ADDRESS', 'ACTION', 'ON', 'DETAIL'];
    return done(listed(table(head, rows), more), { entries, more });
  },
  async nodes(relay) {
    const { nodes } = await relay.ask('nodes.list', {});
    const rows = nodes.map((one) => [
      one.place,
      one.version,
      one.schema ?? '-',
      time(one.startedAt),
      one.connections,
      time(one.seenAt),
      one.isThis ? `${one.id} (this one)` : one.id,
    ]);
    const head = ['NODE', 'VERSION', 'SCHEMA', 'SINCE', 'CONNECTIONS', 'COUNTED', 'ID'];
    return done(table(head, rows), { nodes });
  },
  async overview(relay) {
    const overview = await relay.ask('overview.get', {});
    const rows = Object.entries(overview.totals);
    const { link } = overview.relay;
    const text = table(['WHAT', 'HOW MANY'], rows);
    return done(link ? `${text}\nlink: ${link.link}${reachNote(link)}` : text, {
      ...overview,
      running: relay.isRunning,
    });
  },

  async backup(relay, [folder]) {
    if (folder === undefined) throw new ConfigError('FOLDER: missing');
    return printedBackup('saved', await relay.ask('backups.createAt', { folder: resolve(folder) }));
  },
};

/** A line for people about a backup. */
export function printedBackup(what: string, summary: BackupSummary): Printed {
  const { name, files, bytes, createdAt, filesElsewhere } = summary;
  const line = `${name}: ${what}, ${files} files, ${bytes} bytes, of ${time(createdAt)}`;
  const note = filesElsewhere && `\nnot in it: the contents of files, which lie in ${filesElsewhere}`;
  return done(`${line}${note ?? ''}`, summary);
}

async function setAdministrator(
  relay: AskRelay,
  given: string | undefined,
  administrator: boolean,
): Promise<Printed> {
  const { user, name } = await personOf(relay, given);
  await relay.ask('people.setAdministrator', { user, administrator });
  return done(administrator ? `${name} administers this relay` : `${name} administers this relay no more`);
}

function policyOf(word: string): [string, unknown] {
  const [key = '', ...rest] = word.split('=');
  const name = PolicyName.safeParse(key);
  if (!name.success || rest.length === 0) {
    throw new ConfigError(`${word}: use KEY=VALUE with one of ${PolicyName.options.join(', ')}`);
  }
  const text = rest.join('=');
  const value = Policies.shape[name.data].safeParse(typed(name.data, text));
  if (!value.success) throw new ConfigError(`${name.data}: ${value.error.issues[0]?.message ?? 'invalid'}`);
  return [name.data, value.data];
}

/** A word as the type that the policy has. */
function typed(name: PolicyName, text: string): unknown {
  if (name === 'readTimes')
    return text === 'on' || text === 'true' ? true : text === 'off' || text === 'false' ? false : text;
  return /^\d+(\.\d+)?$/.test(text) && name !== 'name' ? Number(text) : text;
}

function passwordOf({ passwordFile }: CommandOptions): { password?: string } {
  if (passwordFile === undefined) return {};
  return { password: parse(Password, '--password-file', fileOf('--password-file', passwordFile)) };
}

function passwordLine(made: string | undefined): string {
  return made === undefined ? '' : `\npassword: ${made}`;
}
