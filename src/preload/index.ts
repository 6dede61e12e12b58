import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { ChosenFile } from '../shared/ipc/bridge.ts';
import { createBridge } from './bridge.ts';

/** Anything that is not a `File` of this page throws. */
const pathOf = (file: ChosenFile): string => webUtils.getPathForFile(file as File);

contextBridge.exposeInMainWorld('yidu', createBridge(ipcRenderer, pathOf));
