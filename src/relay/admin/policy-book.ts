import * as z from 'zod';
import { Policies, type PolicyChange, type PolicyName, POLICY_NAMES } from '../../shared/admin/policies.ts';

/** What a relay starts with. */
export interface PolicySources {
  /** What applies where nobody has set anything else. */
  readonly defaults: Policies;
  /** Said by the configuration: nothing else counts. */
  readonly fixed: PolicyChange;
  /** JSON texts by policy name, as the storage keeps them. What does not fit any more is left out. */
  readonly stored: Readonly<Record<string, string>>;
}

type Listener = (changed: ReadonlySet<PolicyName>) => void;

const Json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
});

/** What is allowed on a relay now: the configuration's word, else an administrator's, else the default. */
export class PolicyBook {
  readonly #fixed: PolicyChange;
  #current: Policies;
  #listeners: readonly Listener[] = [];

  constructor({ defaults, fixed, stored }: PolicySources) {
    this.#fixed = fixed;
    this.#current = Policies.parse({ ...withStored(defaults, stored), ...fixed });
  }

  get current(): Policies {
    return this.#current;
  }

  get fixed(): readonly PolicyName[] {
    return POLICY_NAMES.filter((name) => this.#fixed[name] !== undefined);
  }

  /** From now on. */
  listen(listener: Listener): void {
    this.#listeners = [...this.#listeners, listener];
  }

  /** Takes over what is stored by now; what the configuration has fixed stays. */
  apply(stored: Readonly<Record<string, string>>): void {
    const before = this.#current;
    this.#current = Policies.parse({ ...withStored(before, stored), ...this.#fixed });
    const changed = new Set(POLICY_NAMES.filter((name) => before[name] !== this.#current[name]));
    if (changed.size > 0) for (const listener of this.#listeners) listener(changed);
  }
}

function withStored(policies: Policies, stored: Readonly<Record<string, string>>): Policies {
  const values = POLICY_NAMES.flatMap((name) => {
    const text = stored[name];
    if (text === undefined) return [];
    const value = Json.pipe(Policies.shape[name]).safeParse(text);
    return value.success ? [[name, value.data]] : [];
  });
  return Policies.parse({ ...policies, ...Object.fromEntries(values) });
}
