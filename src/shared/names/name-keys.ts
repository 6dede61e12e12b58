import { type NameKey, nameKey, type ReadingsOf } from './find-in-name.ts';

/** Names that are looked into again and again; all are forgotten when there are more. About half a kilobyte each. */
const MAX_KEYS = 20_000;

/** Makes each name ready once. */
export function createNameKeys(readingsOf: ReadingsOf): (name: string) => NameKey {
  const keys = new Map<string, NameKey>();
  return (name) => {
    let key = keys.get(name);
    if (!key) {
      key = nameKey(name, readingsOf);
      if (keys.size >= MAX_KEYS) keys.clear();
      keys.set(name, key);
    }
    return key;
  };
}
