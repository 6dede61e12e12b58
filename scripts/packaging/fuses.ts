import { flipFuses, type FuseV1Config, FuseV1Options, FuseVersion } from '@electron/fuses';

/**
 * Every fuse that Electron 45 has. A newer Electron with one more fails to package until somebody has decided on it
 * (`strictlyRequireAllFuses`).
 */
export const FUSES: FuseV1Config = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // Nobody turns the program into a Node that runs scripts under its name and its rights.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  // The archive is compared with the hash in the program (Windows, macOS; Electron has no such thing for Linux), and nothing is loaded
  // beside it.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  // There is no snapshot of ours.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The page comes from `app://yidu`.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // Electron's own setting: without it WebAssembly checks each access itself, which is slower and no safer.
  [FuseV1Options.WasmTrapHandlers]: true,
};

/** Sets them in a binary, or in a macOS `.app`. Before it is signed: a signature covers them. */
export async function setFuses(program: string): Promise<void> {
  // macOS on ARM runs nothing unsigned; a real signature replaces this one.
  await flipFuses(program, { ...FUSES, resetAdHocDarwinSignature: program.endsWith('.app') });
}
