import { readonly, ref } from 'vue';

/** Pages of the console, in the order of its menu; the part after `#` of the address. */
export const PAGES = [
  'overview',
  'people',
  'groups',
  'channels',
  'invites',
  'bots',
  'policies',
  'audit',
  'backup',
] as const;
export type PageName = (typeof PAGES)[number];

const current = ref<PageName>(fromAddress());
addEventListener('hashchange', () => {
  current.value = fromAddress();
});

/** The page that the address names. */
export const currentPage = readonly(current);

function fromAddress(): PageName {
  return PAGES.find((page) => `#${page}` === location.hash) ?? 'overview';
}
