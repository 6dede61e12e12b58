// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { expect, it } from 'vitest';
import { h } from 'vue';
import FileAttachment from '../../../../src/renderer/src/features/chat/FileAttachment.vue';
import { createTexts } from '../../../../src/renderer/src/i18n/create-i18n.ts';
import { useFiles } from '../../../../src/renderer/src/stores/files.ts';
import type { SendState } from '../../../../src/shared/ipc/views.ts';
import { FileId } from '../../../../src/shared/model/ids.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';

const file = FileId.parse('01a20346-6e79-7690-97c4-0f8cfab26a83');

function detailOf(state: SendState, direction: 'up' | 'down'): string {
  const pinia = createPinia();
  setActivePinia(pinia);
  const bridge = new FakeBridge();
  installBridge(bridge);
  useFiles().apply([{ file, direction, state: { kind: 'failed', error: 'quota_exceeded' } }]);
  const attachment = {
    file,
    name: 'minutes.docx',
    size: 2_048,
    mime: 'application/msword',
    type: 'file',
  } as const;
  const view = mount(() => h(FileAttachment, { attachment, state }), {
    global: { plugins: [pinia, createTexts('en')] },
  });
  return view.get('[data-testid=file-detail]').text();
}

it('says that a file was not fetched only of what could be', () => {
  expect(detailOf({ kind: 'sent' }, 'down')).toMatch(/^Not fetched · 2/);
  expect(detailOf({ kind: 'failed', error: 'quota_exceeded' }, 'up')).toMatch(/^2/);
});
