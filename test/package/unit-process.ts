import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Settings of a systemd unit; a name may come several times. */
export type UnitSettings = ReadonlyMap<string, readonly string[]>;

/** Reads a unit file, as far as units of ours go: one line each, no continuation. */
export function readUnit(file: string): UnitSettings {
  const settings = new Map<string, string[]>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [, name, value = ''] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) settings.set(name, [...(settings.get(name) ?? []), value]);
  }
  return settings;
}

function one(settings: UnitSettings, name: string): string {
  const [value, ...more] = settings.get(name) ?? [];
  if (value === undefined || more.length > 0) throw new Error(`the unit has not one ${name}`);
  return value;
}

/** A service that runs in a Debian root. */
export interface UnitProcess {
  readonly pid: number | undefined;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
  /** As `systemctl stop`. */
  stop(): Promise<number | null>;
}

/**
 * Starts a unit's service in a Debian root as systemd would: its user, its environment, its command, no capabilities and none to be had.
 * Namespaces, the filter of system calls and the file system's protection are systemd's own and not done here. `before` goes in front
 * of the command, outside the root.
 */
export function startUnit(root: string, unit: string, before: readonly string[] = []): UnitProcess {
  const settings = readUnit(join(root, 'usr/lib/systemd/system', unit));
  const environment = (settings.get('Environment') ?? []).flatMap((line) => line.split(' '));
  const command = [
    ...before,
    ...['chroot', root, 'setpriv', `--reuid=${one(settings, 'User')}`, `--regid=${one(settings, 'Group')}`],
    ...['--init-groups', '--no-new-privs', '--inh-caps=-all', '--bounding-set=-all', '--'],
    ...one(settings, 'ExecStart').split(' '),
  ];
  const [program = '', ...args] = command;
  const child: ChildProcess = spawn(program, args, {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', ...variables(environment) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (piece: Buffer) => (output += piece.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    pid: child.pid,
    output: () => output,
    ended,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

function variables(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}
