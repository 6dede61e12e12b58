import manifest from '../../../package.json' with { type: 'json' };

/** Of this program, as package.json has it. */
export const RELAY_VERSION: string = manifest.version;
