import type { OwnPacketState } from '../../../../shared/model/packet.ts';
import type { Texts } from '../../i18n/use-texts.ts';

/** What stands below the greeting on a red packet; '' as long as it is not known. */
export function packetWords(state: OwnPacketState | undefined, { t, tn }: Pick<Texts, 't' | 'tn'>): string {
  if (!state) return '';
  if (state.mine !== null) return tn('packet.mine', state.mine);
  switch (state.phase) {
    case 'open':
      return t('packet.open');
    case 'finished':
      return t('packet.finished');
    case 'returned':
      return t('packet.returned');
  }
}
