import { readonly, shallowRef } from 'vue';
import { ConsoleIdentity } from '../../shared/admin/console-session.ts';
import { AppError } from '../../shared/errors.ts';
import { post, useCsrf, whenSignedOut } from './api.ts';

/** `undefined`: not known yet; `null`: nobody. */
const current = shallowRef<ConsoleIdentity | null>();
/** Why there is no answer, if it is for another reason than that nobody is signed in. */
const problem = shallowRef<AppError | null>(null);

whenSignedOut(() => {
  current.value = null;
});

/** Who is signed in to the console in this browser. */
export const session = { current: readonly(current), problem: readonly(problem), load, signIn, signOut };

async function load(): Promise<void> {
  problem.value = null;
  try {
    const found = await post('session.get', {});
    if (found === null) current.value = null;
    else accept(found);
  } catch (error) {
    const known = AppError.from(error);
    if (known.code === 'not_signed_in') current.value = null;
    else problem.value = known;
  }
}

/** Throws `AppError` as the relay refuses. */
async function signIn(name: string, password: string): Promise<void> {
  accept(await post('session.signIn', { name, password }));
}

/** Here in any case, and at the relay if it can be reached. */
async function signOut(): Promise<void> {
  await post('session.signOut', {}).catch(() => undefined);
  current.value = null;
}

function accept(answer: unknown): void {
  const identity = ConsoleIdentity.safeParse(answer);
  if (!identity.success) throw new AppError('internal', 'not an answer of the console');
  useCsrf(identity.data.csrf);
  current.value = identity.data;
}
