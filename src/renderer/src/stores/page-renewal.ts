import { useToasts } from './toasts.ts';

type Renewal = (between: () => Promise<unknown>) => Promise<void>;

let renewal: Renewal = async (between) => {
  await between();
};

/** Given by whoever made the page. */
export function setRenewal(run: Renewal): void {
  renewal = run;
}

/**
 * Makes the page anew: what it shows is closed, which hands over drafts, and all that its stores hold is forgotten; then `between`
 * runs, and a page without any memory of the one before is made, whatever `between` came to. So nothing of one account is left when
 * another is shown, and nothing at all when it is locked. Never rejects: who would hear it is gone, so the new page says what failed.
 */
export async function renewPage(between: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
  try {
    await renewal(between);
  } catch (error) {
    useToasts().report(error);
  }
}
