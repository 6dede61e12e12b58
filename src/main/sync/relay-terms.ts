import type { Clock } from '../../shared/clock.ts';
import type { RelayRules } from '../../shared/ipc/views.ts';
import type { CommandResult } from '../../shared/protocol/commands.ts';

/** What the relay of this or the last session said of itself when it was greeted. */
export interface RelayTerms {
  hear(hello: CommandResult<'session.hello'>): void;
  /** `null`: none has been greeted yet. */
  rules(): RelayRules;
  /** What client and relay both know (VER-2). */
  features(): readonly string[];
  /** `undefined`: it keeps no files. */
  files(): { readonly maxBytes: number } | undefined;
}

export function createRelayTerms({
  clock,
  onRules,
}: {
  readonly clock: Clock;
  readonly onRules: (rules: RelayRules) => void;
}): RelayTerms {
  let hello: CommandResult<'session.hello'> | undefined;
  let rules: RelayRules = null;
  return {
    hear(said) {
      hello = said;
      rules = {
        registration: said.registration,
        changeWindowMs: said.changeWindowMs,
        receiptPolicy: said.receiptPolicy,
        clockAheadMs: Math.round(said.now - clock.now()),
        maxFileBytes: said.files?.maxBytes ?? 0,
        packets: said.features?.includes('packets') ?? false,
        profiles: said.features?.includes('profiles') ?? false,
      };
      onRules(rules);
    },
    rules: () => rules,
    features: () => hello?.features ?? [],
    files: () => hello?.files,
  };
}
