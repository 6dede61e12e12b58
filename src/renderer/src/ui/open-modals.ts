import { ref } from 'vue';

/** How many dialogs cover the page now; confirmations are dialogs too. */
export const openModals = ref(0);
