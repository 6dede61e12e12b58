import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { AppError } from '../../../shared/errors.ts';
import type { ChosenFile } from '../../../shared/ipc/bridge.ts';
import type { ChosenFiles, StagedFile } from '../../../shared/ipc/views.ts';
import type { ConversationId, FileId } from '../../../shared/model/ids.ts';
import { chooseFiles, request } from '../bridge/client.ts';
import { makeThumbnail } from './thumbnail.ts';
import { useTimeline } from './timeline.ts';
import { useToasts } from './toasts.ts';

/** Files that one message field holds before they are sent. */
export const MAX_CHOSEN = 20;

/** What the files of one sending have in common. */
export interface Sending {
  /** Goes with the first file. */
  readonly caption: string;
  readonly quote?: number | undefined;
  readonly receipt: boolean;
  /** Called once the first file, and with it caption and quote, will be sent whatever becomes of the others. */
  readonly begun: () => void;
}

/** Files that were chosen for the open conversation and not sent; each conversation keeps its own while the page lives. */
export const useAttachments = defineStore('attachments', () => {
  const chosen = ref(new Map<ConversationId, StagedFile[]>());
  /** Files are being read. */
  const reading = ref(0);
  const underWay = ref(new Set<ConversationId>());
  const files = computed(() => chosen.value.get(useTimeline().conversation ?? NOWHERE) ?? []);
  /** The open conversation's files are being sent: until all are, nothing may be sent that belongs behind them. */
  const sending = computed(() => underWay.value.has(useTimeline().conversation ?? NOWHERE));

  function add(conversation: ConversationId, more: readonly StagedFile[]): void {
    const before = chosen.value.get(conversation) ?? [];
    const all = [...before, ...more];
    chosen.value.set(conversation, all.slice(0, MAX_CHOSEN));
    for (const { file } of all.slice(MAX_CHOSEN)) void request('attachment.discard', { file });
    if (all.length > MAX_CHOSEN) throw new AppError('too_many', 'too many files at once');
  }

  /** What can be sent is chosen; why the rest cannot is told, each reason once. */
  async function read(source: () => Promise<ChosenFiles>): Promise<void> {
    const conversation = useTimeline().conversation;
    if (!conversation) return;
    reading.value++;
    try {
      const { files: more, refused } = await source();
      for (const code of new Set(refused)) useToasts().report(new AppError(code));
      add(conversation, more);
    } finally {
      reading.value--;
    }
  }

  /** The system's dialog. */
  async function pick(): Promise<void> {
    await read(() => request('attachment.pick', {}));
  }

  /** Dropped or pasted. */
  async function choose(dropped: readonly ChosenFile[]): Promise<void> {
    await read(() => chooseFiles(dropped));
  }

  async function remove(file: FileId): Promise<void> {
    forget(file);
    await request('attachment.discard', { file });
  }

  function forget(file: FileId): void {
    for (const [conversation, list] of chosen.value) {
      const left = list.filter((one) => one.file !== file);
      if (left.length > 0) chosen.value.set(conversation, left);
      else chosen.value.delete(conversation);
    }
  }

  async function sendOne(
    conversation: ConversationId,
    staged: StagedFile,
    { caption, quote, receipt }: Omit<Sending, 'begun'>,
  ): Promise<boolean> {
    const { file, picture } = staged;
    const thumbnail = picture ? await makeThumbnail(staged) : null;
    // Taken out while its thumbnail was made.
    if (!chosen.value.get(conversation)?.some((one) => one.file === file)) return false;
    await request('attachment.send', {
      conversation,
      file,
      as: picture ? 'image' : 'file',
      ...(thumbnail ? { thumbnail } : {}),
      ...(caption === '' ? {} : { caption }),
      ...(quote === undefined ? {} : { quote }),
      ...(receipt ? {} : { receipt: false }),
    });
    forget(file);
    return true;
  }

  /**
   * Sends all that was chosen, each as a message of its own, in their order. Those before a refused one are sent, the others stay
   * chosen. Refused with `busy` while files of the conversation are being sent.
   */
  async function send({ caption, quote, receipt, begun }: Sending): Promise<void> {
    const timeline = useTimeline();
    const conversation = timeline.conversation;
    if (!conversation) return;
    if (underWay.value.has(conversation)) throw new AppError('busy', 'files are being sent');
    underWay.value.add(conversation);
    try {
      let first = true;
      for (const staged of chosen.value.get(conversation) ?? []) {
        const common = first ? { caption, quote, receipt } : { caption: '', receipt };
        if (!(await sendOne(conversation, staged, common))) continue;
        if (first) begun();
        first = false;
      }
      // All were taken out meanwhile: whoever has asked keeps the caption.
      if (first) throw new AppError('cancelled', 'nothing to send');
    } finally {
      underWay.value.delete(conversation);
    }
    await timeline.sent(conversation);
  }

  return { files, reading, sending, pick, choose, remove, send };
});

/** No conversation has this id. */
const NOWHERE = '' as ConversationId;
