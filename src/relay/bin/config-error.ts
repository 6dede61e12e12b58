/** A setting that cannot be used; the message names it and says where it came from. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
