import { type NameKey, nameKey, type ReadingsOf } from './find-in-name.ts';

/** Names that are kept ready, about half a kilobyte each. */
const MAX_KEYS = 20_000;

/**
 * Makes each name ready once, as long as there are not more than `max`; those beyond are made ready each time. All names are looked
 * through one after the other, so that to forget some for others would spare none of them.
 */
export function createNameKeys(readingsOf: ReadingsOf, max = MAX_KEYS): (name: string) => NameKey {
  const keys = new Map<string, NameKey>();
  return (name) => {
    let key = keys.get(name);
    if (!key) {
      key = nameKey(name, readingsOf);
      if (keys.size < max) keys.set(name, key);
    }
    return key;
  };
}
