import { AppError, badArgs } from '../../../shared/errors.ts';
import { Attachment } from '../../../shared/model/file.ts';
import { ClientId } from '../../../shared/model/ids.ts';
import type { Media } from '../../media/create-media.ts';
import type { NewUpload } from '../../store/port.ts';
import type { EngineHandlers } from '../engine.ts';
import { type HandlerContext, requireConversation } from './context.ts';

/** Sending and fetching files. */
export function fileHandlers(context: HandlerContext) {
  const { store, clock, makeId, feed, outbox } = context;

  function requireMedia(): Media {
    if (!context.media) throw new AppError('unknown_command', 'this client has no files');
    return context.media;
  }

  return {
    async 'attachment.discard'({ file }) {
      await requireMedia().discard(file);
      return {};
    },
    async 'attachment.send'({ conversation, file, as, caption, quote, receipt, thumbnail }) {
      const media = requireMedia();
      const { role } = await requireConversation(context, conversation);
      if (role === null) throw new AppError('forbidden', 'no longer a member', { field: 'conversation' });
      const small = thumbnail && (await media.addBytes('thumbnail', 'image/webp', thumbnail));
      try {
        const { upload, picture } = media.chosen(file);
        const common = {
          file,
          name: upload.name,
          size: upload.size,
          mime: upload.type,
          ...(caption === undefined ? {} : { caption }),
        };
        const preview = small?.picture ? media.chosen(small.file).upload : undefined;
        const content: Attachment =
          as === 'image' && picture
            ? {
                type: 'image',
                ...common,
                width: picture.width,
                height: picture.height,
                ...(preview ? { thumbnail: preview.file } : {}),
              }
            : { type: 'file', ...common };
        const checked = Attachment.safeParse(content);
        if (!checked.success) throw badArgs(checked.error);
        const clientId = ClientId.parse(makeId());
        const entry = { conversation, clientId, content: checked.data, quote, receipt };
        // The small one first: it is there when the message is.
        const files: NewUpload[] = content.type === 'image' && preview ? [preview, upload] : [upload];
        feed.add(await store.write.enqueue(entry, clock.now(), files));
        for (const queued of files) media.sent(queued.file);
        media.kick();
        outbox.kick();
        return { clientId };
      } finally {
        // Only this message could have sent it.
        if (small) await media.discard(small.file);
      }
    },
    async 'transfer.pause'({ clientId, paused }) {
      await requireMedia().pause(clientId, paused);
      return {};
    },
    'file.states': ({ files }) => Promise.resolve({ there: requireMedia().there(files) }),
    async 'file.fetch'({ file }) {
      await requireMedia().fetch(file);
      return {};
    },
    'file.cancel'({ file }) {
      requireMedia().cancel(file);
      return Promise.resolve({});
    },
  } satisfies Partial<EngineHandlers>;
}
