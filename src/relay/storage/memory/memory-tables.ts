import type { ConversationId } from '../../../shared/model/ids.ts';
import { type Generation, MAX_GENERATIONS } from '../lineage.ts';
import { MemoryAccounts } from './memory-accounts.ts';
import { MemoryAudit } from './memory-audit.ts';
import { MemoryChannels } from './memory-channels.ts';
import type { MemoryConversation } from './memory-conversation.ts';
import { MemoryDrafts } from './memory-drafts.ts';
import { MemoryFiles } from './memory-files.ts';
import { MemoryIntegrations } from './memory-integrations.ts';
import { MemoryInvites } from './memory-invites.ts';
import { MemoryPackets } from './memory-packets.ts';
import { MemoryNode } from './memory-node.ts';
import { MemoryProfiles } from './memory-profiles.ts';

/** A relay's data in plain objects. They outlive the storages opened over them, as a file would. */
export class MemoryTables {
  readonly relayId: string;
  readonly accounts = new MemoryAccounts();
  readonly invites = new MemoryInvites();
  readonly drafts = new MemoryDrafts();
  readonly files = new MemoryFiles();
  readonly packets = new MemoryPackets();
  readonly profiles = new MemoryProfiles(this.accounts);
  readonly integrations = new MemoryIntegrations();
  readonly audit = new MemoryAudit();
  readonly node = new MemoryNode();
  /** In the order of their creation. */
  readonly conversations = new Map<ConversationId, MemoryConversation>();
  /** By the pair of a direct conversation, or the creator and client id of a group. */
  readonly createdAs = new Map<string, MemoryConversation>();
  readonly channels = new MemoryChannels(this.accounts, this.integrations.bots, () => this.nextPosition());
  #generations: readonly Generation[] = [];
  #position = 0;

  constructor(relayId: string) {
    this.relayId = relayId;
  }

  /** Oldest first. */
  get generations(): readonly Generation[] {
    return this.#generations;
  }

  /** The newest commit. */
  get position(): number {
    return this.#position;
  }

  nextPosition(): number {
    return ++this.#position;
  }

  /** The data are opened, once more. */
  begin(id: string): void {
    this.#generations = [...this.#generations, { id, since: this.#position }].slice(-MAX_GENERATIONS);
  }
}
