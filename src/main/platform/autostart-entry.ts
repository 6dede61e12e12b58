/** The desktop entry that starts this program with the session; a path with any characters stays one argument. */
export function autostartEntry(program: string): string {
  const quoted = program.replaceAll(/["`$\\]/g, (sign) => `\\${sign}`).replaceAll('%', '%%');
  // The value is a string of the format first, where a backslash is written twice.
  const value = `"${quoted}"`.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return ['[Desktop Entry]', 'Type=Application', 'Name=Yidu', `Exec=${value}`, 'Terminal=false', ''].join(
    '\n',
  );
}
