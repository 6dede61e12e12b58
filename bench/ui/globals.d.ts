declare global {
  interface Window {
    /** Of in-page.ts. */
    stopWatching: () => { readonly long: number[]; readonly frames: number[]; readonly nodes: number };
    keyDelays: number[];
  }
}

export {};
