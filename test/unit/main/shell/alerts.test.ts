import { beforeEach, describe, expect, it } from 'vitest';
import { type Alerts, createAlerts } from '../../../../src/main/shell/alerts.ts';
import type { Note, NoteEvents } from '../../../../src/main/shell/note.ts';
import { shellTexts } from '../../../../src/main/shell/shell-texts.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../../src/shared/ipc/views.ts';
import type { TimelineEvent } from '../../../../src/shared/model/event.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { AccountId, type ConversationId } from '../../../../src/shared/model/ids.ts';
import { EngineFixture, head, ME, message, PEER, settle } from '../sync/engine-fixture.ts';

const ACCOUNT = AccountId.parse('a'.repeat(32));

/** Everything that a desktop would show, from an engine on a real store that a relay pushes to. */
class AlertsFixture extends EngineFixture {
  settings: Settings = { ...DEFAULT_SETTINGS };
  readonly notes = new Map<string, { readonly note: Note; readonly on: NoteEvents }>();
  readonly all: Note[] = [];
  readonly opened: [ConversationId, number][] = [];
  readonly announced: unknown[] = [];
  inFront: ConversationId | null = null;
  readonly alerts: Alerts;
  readonly detach: () => void;

  constructor() {
    super();
    this.alerts = createAlerts({
      show: (note, on) => {
        const shown = { note, on };
        this.notes.set(note.link, shown);
        this.all.push(note);
        return () => {
          if (this.notes.get(note.link) === shown) this.notes.delete(note.link);
        };
      },
      settings: () => this.settings,
      texts: () => shellTexts('en', 'en'),
      isInFront: (conversation) => this.inFront === conversation,
      openAnnouncement: (account, channel, seq) => void this.announced.push([account, channel, seq]),
      open: (account, conversation, seq) => {
        expect(account).toBe(ACCOUNT);
        this.opened.push([conversation, seq]);
      },
      clock: this.clock,
      logger: SILENT_LOGGER,
    });
    this.detach = this.alerts.attach(this.engine, ACCOUNT);
  }

  async arrive(...events: TimelineEvent[]): Promise<void> {
    for (const event of events) this.relay.socket.push('timeline.appended', { event });
    await this.look();
  }

  async look(): Promise<void> {
    for (let i = 0; i < 4; i++) {
      await settle();
      this.clock.advance(200);
    }
    await settle();
  }

  get shown(): string[] {
    return [...this.notes.values()].map(({ note }) => `${note.title}: ${note.body}`);
  }
}

describe('notifications', () => {
  let fixture: AlertsFixture;
  let id: ConversationId;

  beforeEach(async () => {
    fixture = new AlertsFixture();
    id = fixture.conversation(1);
    await fixture.online();
    await fixture.look();
  });

  it('tell of a message that comes, and of nothing that was there before', async () => {
    expect(fixture.shown).toEqual([]);
    await fixture.arrive(message(id, 2));
    expect(fixture.shown).toEqual(['Group: Peer: text 2']);
    expect(fixture.all[0]).toMatchObject({ link: `yidu://open/${id}/2`, silent: false });
  });

  it('lead to the message, and are gone then', async () => {
    await fixture.arrive(message(id, 2));
    [...fixture.notes.values()][0]?.on.clicked();
    expect(fixture.opened).toEqual([[id, 2]]);
    expect(fixture.shown).toEqual([]);
  });

  it('never tell of my own messages, also from another device', async () => {
    await fixture.arrive(message(id, 2, ME.id));
    expect(fixture.shown).toEqual([]);
  });

  it('are left out for the conversation in front, and not made up for later', async () => {
    fixture.inFront = id;
    await fixture.arrive(message(id, 2));
    fixture.inFront = null;
    await fixture.arrive(message(id, 3));
    expect(fixture.shown).toEqual(['Group: Peer: text 3']);
  });

  it('of muted conversations come only when somebody calls me', async () => {
    await fixture.engine.handle['conversation.flag']({ conversation: id, muted: true });
    await fixture.arrive(message(id, 2));
    expect(fixture.shown).toEqual([]);
    const call = message(id, 3);
    await fixture.arrive({ ...call, content: { type: 'text', text: '@Me look', mentions: [ME.id] } });
    expect(fixture.shown).toEqual(['Group: Peer: @Me look']);
  });

  it('tell of a reminder, also of a muted conversation, lead to its message, and are silent in Do Not Disturb (RCP-15, X11)', async () => {
    await fixture.engine.handle['conversation.flag']({ conversation: id, muted: true });
    await fixture.arrive(message(id, 2));
    const reminder = (seq: number) =>
      ({
        kind: 'message.reminded',
        conversation: id,
        seq,
        ordinal: 2,
        sender: PEER.id,
        at: seq,
        target: 2,
      }) as const;
    fixture.settings = { ...DEFAULT_SETTINGS, doNotDisturb: { on: true, until: null } };
    await fixture.arrive(reminder(3));
    expect(fixture.shown).toEqual([]);
    fixture.settings = DEFAULT_SETTINGS;
    await fixture.arrive(reminder(4));
    expect(fixture.shown).toEqual(['Group: Peer asks you to read: text 2']);
    [...fixture.notes.values()][0]?.on.clicked();
    expect(fixture.opened).toEqual([[id, 2]]);

    fixture.settings = { ...DEFAULT_SETTINGS, notificationContent: 'none' };
    await fixture.arrive(reminder(5));
    expect(fixture.shown).toEqual(['Yidu: Somebody asks you to read a message']);
    // Read, there is nothing to be reminded of.
    await fixture.engine.handle['read.shown']({ conversation: id, seqs: [[2, 2]] });
    await fixture.look();
    expect(fixture.shown).toEqual([]);
    await fixture.arrive(reminder(6));
    expect(fixture.shown).toEqual([]);
  });

  it('of one conversation are one, with its newest words', async () => {
    await fixture.arrive(message(id, 2));
    await fixture.arrive(message(id, 3), message(id, 4));
    expect(fixture.shown).toEqual(['Group (3): Peer: text 2\nPeer: text 3\nPeer: text 4']);
    [...fixture.notes.values()][0]?.on.clicked();
    expect(fixture.opened).toEqual([[id, 2]]);
  });

  it('go when the message is read here', async () => {
    await fixture.arrive(message(id, 2));
    await fixture.engine.handle['read.shown']({ conversation: id, seqs: [[2, 2]] });
    await fixture.look();
    expect(fixture.shown).toEqual([]);
  });

  it('go when it is read on another device', async () => {
    await fixture.arrive(message(id, 2));
    fixture.relay.socket.push('read.updated', { conversation: id, headSeq: 2, read: [[2, 2]], unread: 1 });
    await fixture.look();
    expect(fixture.shown).toEqual([]);
  });

  it('lose the words of a recalled message, without a sound', async () => {
    await fixture.arrive(message(id, 2), message(id, 3));
    fixture.relay.socket.push('timeline.appended', {
      event: {
        kind: 'message.recalled',
        conversation: id,
        seq: 4,
        ordinal: 3,
        sender: PEER.id,
        at: 5_000,
        target: 3,
      },
    });
    await fixture.look();
    expect(fixture.shown).toEqual(['Group: Peer: text 2']);
    expect(fixture.all.at(-1)?.silent).toBe(true);
  });

  it('in Do Not Disturb neither come nor stay, and are not made up for (X11)', async () => {
    await fixture.arrive(message(id, 2));
    fixture.settings = { ...fixture.settings, doNotDisturb: { on: true, until: null } };
    fixture.alerts.refresh();
    expect(fixture.shown).toEqual([]);
    await fixture.arrive(message(id, 3));
    expect(fixture.all).toHaveLength(1);
    fixture.settings = { ...fixture.settings, doNotDisturb: { on: true, until: fixture.clock.now() } };
    await fixture.arrive(message(id, 4));
    expect(fixture.shown).toEqual(['Group: Peer: text 4']);
  });

  it('hide what the user wants hidden', async () => {
    fixture.settings = { ...fixture.settings, notificationContent: 'sender' };
    await fixture.arrive(message(id, 2));
    expect(fixture.shown).toEqual(['Group: New message']);
    fixture.settings = { ...fixture.settings, notificationContent: 'none' };
    await fixture.arrive(message(id, 3));
    expect(fixture.shown).toEqual(['Yidu: 2 new messages']);
  });

  it('sound once in a burst', async () => {
    await fixture.arrive(message(id, 2));
    await fixture.arrive(message(id, 3));
    fixture.clock.advance(5_000);
    await fixture.arrive(message(id, 4));
    expect(fixture.all.map(({ silent }) => silent)).toEqual([false, true, false]);
  });

  it('can be answered', async () => {
    await fixture.arrive(message(id, 2));
    [...fixture.notes.values()][0]?.on.replied('on my way');
    await settle();
    expect(fixture.relay.socket.of('message.send').map(({ args }) => args)).toMatchObject([
      { conversation: id, content: { type: 'text', text: 'on my way' } },
    ]);
    expect(fixture.shown).toEqual([]);
  });

  it('stay when the program ends, and go when somebody signs out', async () => {
    await fixture.arrive(message(id, 2));
    fixture.alerts.leave();
    fixture.detach();
    expect(fixture.shown).toHaveLength(1);

    const other = new AlertsFixture();
    const group = other.conversation(1);
    await other.online();
    await other.look();
    await other.arrive(message(group, 2));
    other.detach();
    expect(other.shown).toEqual([]);
  });
});

describe('notifications of many conversations', () => {
  it('are one when they come together, and go with the last that is read', async () => {
    const fixture = new AlertsFixture();
    const ids = Array.from({ length: 6 }, () => fixture.conversation(1));
    await fixture.online();
    await fixture.look();
    await fixture.arrive(...ids.map((id) => message(id, 2)));
    expect(fixture.shown).toEqual(['Yidu: 6 new messages in 6 conversations']);
    for (const id of ids) {
      expect(fixture.shown).toHaveLength(1);
      await fixture.engine.handle['read.all']({ conversation: id });
      await fixture.look();
    }
    expect(fixture.shown).toEqual([]);
  });

  it('are five at most', async () => {
    const fixture = new AlertsFixture();
    const ids = Array.from({ length: 7 }, () => fixture.conversation(1));
    await fixture.online();
    await fixture.look();
    for (const id of ids) await fixture.arrive(message(id, 2));
    expect(fixture.all).toHaveLength(7);
    expect([...fixture.notes.keys()]).toEqual(ids.slice(2).map((id) => `yidu://open/${id}/2`));
  });

  it('tell what came while the link was lost', async () => {
    const fixture = new AlertsFixture();
    const id = fixture.conversation(1);
    await fixture.online();
    await fixture.look();
    fixture.relay.socket.end();
    fixture.timelines.set(
      id,
      [1, 2, 3].map((seq) => message(id, seq)),
    );
    fixture.changed = [head(id, 3)];
    await fixture.pass(2_000);
    await fixture.look();
    expect(fixture.shown).toEqual(['Group (2): Peer: text 2\nPeer: text 3']);
  });
});
