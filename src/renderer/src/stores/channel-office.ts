import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { ChannelId, UserId } from '../../../shared/model/ids.ts';
import { mayInChannel, standingsIn, type ChannelAction } from '../../../shared/model/rights.ts';
import type { AnnouncementAction, ManagedAnnouncement } from '../../../shared/protocol/commands/channel.ts';
import type { CommandResult } from '../../../shared/protocol/commands.ts';
import { request } from '../bridge/client.ts';
import { useAccount } from './account.ts';
import { useChannels } from './channels.ts';
import { usePeople } from './people.ts';

const PAGE = 50;

/** What somebody writes in the editor. */
export interface AnnouncementWords {
  readonly title: string;
  readonly text: string;
  readonly expiresAt: number | null;
  readonly minVersion: string | null;
}

/** What those do who publish: drafts, the steps of the lifecycle, reach. All of it needs the relay; a refusal rejects. */
export const useChannelOffice = defineStore('channel-office', () => {
  const mayCreate = ref(false);
  const managed = shallowRef<readonly ManagedAnnouncement[]>([]);
  const more = ref(false);
  const loadedFor = ref<ChannelId | null>(null);
  let generation = 0;

  /** Whether I may, in the channel that is open. Whoever creates channels runs the relay. */
  function may(action: ChannelAction): boolean {
    const channel = useChannels().current;
    const me = useAccount().me;
    // Of one out of an archive the relay knows nothing.
    if (!channel || channel.imported || !me) return false;
    return mayInChannel(action, standingsIn(channel, me.id, mayCreate.value));
  }
  const publishes = computed(() => may('publish'));
  const changes = computed(() => may('change'));

  /** Nothing is offered while it is not known, nor by a relay without channels. */
  async function askRights(): Promise<void> {
    mayCreate.value = await request('channel.rights', {}).then(
      ({ create }) => create,
      () => false,
    );
  }

  async function create(title: string): Promise<ChannelId> {
    return (await request('channel.create', { title })).channel;
  }

  async function change(
    channel: ChannelId,
    what: { readonly title?: string; readonly publishers?: readonly UserId[] },
  ): Promise<void> {
    const publishers = what.publishers ? { publishers: [...what.publishers] } : {};
    await request('channel.change', {
      channel,
      ...(what.title === undefined ? {} : { title: what.title }),
      ...publishers,
    });
  }

  /** The newest page again, or the next one. */
  async function load(channel: ChannelId, next = false): Promise<void> {
    const mine = ++generation;
    const last = next ? managed.value.at(-1)?.seq : undefined;
    const before = last === undefined ? {} : { before: last };
    const page = await request('channel.manage', { channel, limit: PAGE, ...before });
    if (mine !== generation) return;
    const kept = loadedFor.value === channel && !next ? managed.value.slice(page.announcements.length) : [];
    managed.value = next ? [...managed.value, ...page.announcements] : [...page.announcements, ...kept];
    more.value = page.more && (kept.length === 0 || more.value);
    loadedFor.value = channel;
    usePeople().ensure(page.announcements.flatMap(({ sender, whitelist }) => [sender, ...whitelist]));
  }

  function forget(): void {
    generation++;
    managed.value = [];
    more.value = false;
    loadedFor.value = null;
  }

  async function draft(channel: ChannelId, words: AnnouncementWords): Promise<number> {
    const { seq } = await request('channel.draft', { channel, ...words });
    await load(channel);
    return seq;
  }

  async function act(channel: ChannelId, seq: number, action: AnnouncementAction): Promise<void> {
    await request('channel.act', { channel, seq, action });
    await load(channel);
  }

  function reach(channel: ChannelId, seq: number): Promise<CommandResult<'channel.reach'>> {
    return request('channel.reach', { channel, seq });
  }

  return {
    mayCreate,
    managed,
    more,
    loadedFor,
    publishes,
    changes,
    askRights,
    create,
    change,
    load,
    forget,
    draft,
    act,
    reach,
  };
});
