import type { MediaType } from '../../shared/model/file.ts';
import type { DeviceId, FileId, UserId } from '../../shared/model/ids.ts';

/** SHA-256 of a file's bytes, base64url without padding: what the bytes are stored under. */
export type ContentHash = string;

/** A file that somebody begins to upload. */
export interface NewUpload {
  readonly id: FileId;
  readonly owner: UserId;
  readonly name: string;
  readonly type: MediaType;
  /** Bytes. */
  readonly size: number;
  readonly at: number;
  /** Bytes that the owner's files may have in all, this one included; and how many uploads may be unfinished. */
  readonly quota: number;
  readonly openUploads: number;
  /** As in an AppendRequest. */
  readonly device?: DeviceId | undefined;
}

/** What the bytes of a complete file turned out to be. */
export interface FileFacts {
  readonly hash: ContentHash;
  readonly type: MediaType;
  /** Pixels of an image that may be shown; `null`: it is none. */
  readonly picture: { readonly width: number; readonly height: number } | null;
}

/** A file as the relay knows it. */
export interface StoredFile {
  readonly id: FileId;
  readonly owner: UserId;
  readonly name: string;
  readonly type: MediaType;
  readonly size: number;
  readonly begunAt: number;
  /** `null`: not all of it has come. */
  readonly complete: Omit<FileFacts, 'type'> | null;
}

/** Files that nobody needs any more. */
export interface RemovedFiles {
  readonly files: readonly FileId[];
  /** Of them, the contents that no other file has. */
  readonly hashes: readonly ContentHash[];
}

/** The part of a relay's storage that knows whose a file is, and who may have it. The bytes lie elsewhere. */
export interface FileStorage {
  /**
   * `exists`: there is a file of this id, whoever's. `quota` and `too-many`: the owner has as many bytes, or unfinished uploads,
   * as they may. Nothing was stored then.
   */
  createUpload(upload: NewUpload): Promise<'created' | 'exists' | 'quota' | 'too-many'>;
  /** Whoever's it is. */
  file(file: FileId): Promise<StoredFile | undefined>;
  /** `undefined`: there is none, or it is somebody else's. */
  uploadOf(owner: UserId, file: FileId): Promise<StoredFile | undefined>;
  /** From now on messages of its owner may refer to it. Again it changes nothing. `false`: there is no such file any more. */
  completeFile(file: FileId, facts: FileFacts, at: number): Promise<boolean>;
  /** An unfinished upload of the owner's, given up. `false`: there is none. */
  dropUpload(owner: UserId, file: FileId): Promise<boolean>;
  /** A complete file that a message which this person may pull refers to; recalled ones refer to nothing. */
  fileFor(user: UserId, file: FileId): Promise<StoredFile | undefined>;
  /**
   * Removes at most `limit` uploads begun before `begunBefore` and not finished, and complete files that no message has referred
   * to since `unusedBefore`. Those of recalled messages are always among them.
   */
  removeFiles(begunBefore: number, unusedBefore: number, limit: number): Promise<RemovedFiles>;
  /** Of these contents, those that a file has. */
  knownHashes(hashes: readonly ContentHash[]): Promise<readonly ContentHash[]>;
  /** Of these ids, those that are unfinished uploads, and complete files with their hash. */
  fileStates(
    files: readonly FileId[],
  ): Promise<readonly { readonly id: FileId; readonly hash: ContentHash | null }[]>;
}
