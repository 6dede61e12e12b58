import type { ConversationId, FileId, UserId } from '../../../shared/model/ids.ts';
import type { ContentHash, FileFacts, NewUpload, RemovedFiles, StoredFile } from '../file-port.ts';

interface MemoryFile {
  stored: StoredFile;
  /** `null`: a message refers to it; 0: those that did were recalled. */
  unusedSince: number | null;
  readonly uses: Map<string, { readonly conversation: ConversationId; readonly seq: number }>;
}

/** A relay's files in plain objects. */
export class MemoryFiles {
  readonly #files = new Map<FileId, MemoryFile>();

  create(upload: NewUpload): 'created' | 'exists' | 'quota' | 'too-many' {
    const { id, owner, name, type, size, at } = upload;
    if (this.#files.has(id)) return 'exists';
    const own = [...this.#files.values()].filter(({ stored }) => stored.owner === owner);
    if (own.filter(({ stored }) => !stored.complete).length >= upload.openUploads) return 'too-many';
    if (this.bytesOf(owner) + size > upload.quota) return 'quota';
    const stored = { id, owner, name, type, size, begunAt: at, complete: null };
    this.#files.set(id, { stored, unusedSince: at, uses: new Map() });
    return 'created';
  }

  bytesOf(owner: UserId): number {
    return [...this.#files.values()].reduce(
      (sum, { stored }) => (stored.owner === owner ? sum + stored.size : sum),
      0,
    );
  }

  get(file: FileId): StoredFile | undefined {
    return this.#files.get(file)?.stored;
  }

  complete(id: FileId, { hash, type, picture }: FileFacts, at: number): boolean {
    const file = this.#files.get(id);
    if (!file) return false;
    if (file.stored.complete) return true;
    file.stored = { ...file.stored, type, complete: { hash, picture } };
    file.unusedSince = at;
    return true;
  }

  delete(file: FileId): void {
    this.#files.delete(file);
  }

  /** A complete file that a message refers to which `sees` lets through. */
  visible(id: FileId, sees: (conversation: ConversationId, seq: number) => boolean): StoredFile | undefined {
    const file = this.#files.get(id);
    if (!file?.stored.complete) return undefined;
    return [...file.uses.values()].some(({ conversation, seq }) => sees(conversation, seq))
      ? file.stored
      : undefined;
  }

  use(id: FileId, conversation: ConversationId, seq: number): void {
    const file = this.#files.get(id);
    if (!file) return;
    file.uses.set(`${conversation} ${seq}`, { conversation, seq });
    file.unusedSince = null;
  }

  unuse(conversation: ConversationId, seq: number): void {
    for (const file of this.#files.values()) {
      if (file.uses.delete(`${conversation} ${seq}`) && file.uses.size === 0) file.unusedSince = 0;
    }
  }

  remove(begunBefore: number, unusedBefore: number, limit: number): RemovedFiles {
    const gone = [...this.#files.values()]
      .filter(({ stored, unusedSince }) => {
        if (unusedSince === null) return false;
        return stored.complete ? unusedSince < unusedBefore : stored.begunAt < begunBefore;
      })
      .sort((a, b) => (a.unusedSince ?? 0) - (b.unusedSince ?? 0))
      .slice(0, limit)
      .map(({ stored }) => stored);
    for (const { id } of gone) this.#files.delete(id);
    const known = this.#hashes();
    const hashes = new Set(gone.flatMap(({ complete }) => complete?.hash ?? []));
    return { files: gone.map(({ id }) => id), hashes: [...hashes].filter((hash) => !known.has(hash)) };
  }

  known(hashes: readonly ContentHash[]): ContentHash[] {
    const known = this.#hashes();
    return hashes.filter((hash) => known.has(hash));
  }

  figures(): { contents: number; contentBytes: number } {
    const sizes = new Map(
      [...this.#files.values()].map(({ stored }) => [stored.complete?.hash, stored.size]),
    );
    sizes.delete(undefined);
    return { contents: sizes.size, contentBytes: [...sizes.values()].reduce((sum, size) => sum + size, 0) };
  }

  #hashes(): Set<ContentHash> {
    return new Set([...this.#files.values()].flatMap(({ stored }) => stored.complete?.hash ?? []));
  }
}

/** The file, if it is this person's. */
export function ownedBy(owner: UserId, file: StoredFile | undefined): StoredFile | undefined {
  return file?.owner === owner ? file : undefined;
}
