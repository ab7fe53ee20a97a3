/**
 * The command line: `xhttp-lab run -c config.json`, after Xray's `main/run.go` (v26.7.28): its flags, texts and exit
 * codes. One core, on real addresses.
 *
 * Left out: `-confdir`, `-format`, `-dump`, configurations from a URL, and Xray's other commands.
 */

import { existsSync, readFileSync } from 'node:fs';
import { hostAndPort } from '../bytes/ip.ts';
import { ConfigError, failureToRead, failureToStart } from '../config/errors.ts';
import { type ConfigFile, parseConfig } from '../config/parse.ts';
import type { CoreConfig } from '../config/types.ts';
import type { StatedFact } from '../engine/engine.ts';
import { xrayVersion } from '../trace/xray-lines.ts';
import { passes, xrayLog } from '../trace/xray-log.ts';
import { brotli } from './brotli.ts';
import { keyCommand, keyCommands } from './key-commands.ts';
import { KeyLog } from './key-log.ts';
import { LiveHosts } from './live-hosts.ts';
import { LogOutput, standardOutput } from './log-output.ts';
import { ListenError } from './socket-network.ts';
import { systemRoots } from './system-roots.ts';

const usage = `xhttp-lab: a teaching core that does what Xray ${xrayVersion} does

Usage:

        xhttp-lab run [-c config.json] [-c more.json] [-test]
        xhttp-lab x25519 [-i "private key"] [--std-encoding]
        xhttp-lab mldsa65 [-i "seed"]
        xhttp-lab uuid [-i "example"]
        xhttp-lab version
        xhttp-lab help

run starts the proxy, and Ctrl-C ends it. -c (or -config) names a configuration
file; several are laid over one another; "stdin:" is standard input. Without it,
config.json or config.jsonc of this directory is taken, else standard input.
-test only checks the configuration.
x25519 and mldsa65 print key pairs for REALITY, uuid a user id for VLESS: of
chance, or of what -i gives.
`;

/** Xray's exit codes. */
const exit = { done: 0, usage: 2, badConfig: 23, notStarted: 255 } as const;

/** Runs one command; gives its exit code when it is over. */
export async function main(argv: readonly string[]): Promise<number> {
  const [command = 'run', ...rest] = argv[0]?.startsWith('-') ? ['run', ...argv] : argv;
  switch (command) {
    case 'run': {
      const options = runOptions(rest);
      return typeof options === 'string' ? misused(options) : run(options);
    }
    case 'version':
      process.stdout.write(`xhttp-lab (as Xray ${xrayVersion}), Node ${process.version}\n`);
      return exit.done;
    case 'help':
      process.stdout.write(usage);
      return exit.done;
    default:
      return Object.hasOwn(keyCommands, command)
        ? printKeys(command, rest)
        : misused(`${command}: unknown command`);
  }
}

function printKeys(command: string, args: readonly string[]): number {
  const result = keyCommand(command, args);
  if ('misuse' in result) return misused(`${command}: ${result.misuse}`);
  process.stdout.write(result.output);
  return exit.done;
}

function misused(what: string): number {
  process.stderr.write(`xhttp-lab ${what}\nRun 'xhttp-lab help' for usage.\n`);
  return exit.usage;
}

interface RunOptions {
  readonly names: readonly string[];
  readonly isTest: boolean;
}

/** Flags as Go's `flag` reads them: one dash or two, `-c x` or `-c=x`. Gives what is wrong with others. */
function runOptions(args: readonly string[]): RunOptions | string {
  const names: string[] = [];
  let isTest = false;
  for (let i = 0; i < args.length; i++) {
    const [, flag, value] = /^--?([^=-][^=]*)(?:=(.*))?$/s.exec(args[i] ?? '') ?? [];
    if (flag === 'test') isTest = value !== 'false';
    else if (flag === 'c' || flag === 'config') {
      const name = value ?? args[++i];
      if (name === undefined) return `run: flag needs an argument: -${flag}`;
      names.push(name);
    } else return `run: flag provided but not defined: ${args[i]}`;
  }
  return { names: names.length > 0 ? names : [defaultName()], isTest };
}

const defaultName = (): string =>
  ['config.json', 'config.jsonc'].find((name) => existsSync(name)) ?? 'stdin:';

async function run({ names, isTest }: RunOptions): Promise<number> {
  const config = load(names);
  if (typeof config === 'string') {
    process.stdout.write(`${config}\n`);
    return exit.badConfig;
  }
  if (isTest) {
    process.stdout.write('Configuration OK.\n');
    return exit.done;
  }
  return serve(config);
}

/** The configuration, or the line that says why there is none. */
function load(names: readonly string[]): CoreConfig | string {
  const files: ConfigFile[] = [];
  for (const name of names) {
    try {
      files.push({ name, text: readFileSync(name === 'stdin:' ? 0 : name, 'utf8') });
    } catch (error) {
      return failureToRead(name, readFailure(name, error as NodeJS.ErrnoException), names);
    }
  }
  try {
    return parseConfig(files as [ConfigFile, ...ConfigFile[]], { readFile });
  } catch (error) {
    if (error instanceof ConfigError) {
      return `${failureToStart(error, names)}\n  at ${error.file}:${error.line}:${error.column}`;
    }
    throw error;
  }
}

async function serve(config: CoreConfig): Promise<number> {
  const output = new LogOutput(standardOutput());
  const early: (() => void)[] = [];
  let isStarted = false;
  const filter = {
    level: config.log.error ? config.log.level : 'none',
    access: config.log.access,
  } as const;
  const keyLog = new KeyLog(config, (path, error) =>
    output.write(`xhttp-lab cannot write the key log ${path}: ${(error as Error).message}`),
  );
  const events = {
    fact(fact: StatedFact) {
      keyLog.take(fact);
      const write = () => {
        const clock = {
          epochMs: proxy.epochMs,
          offsetMinutes: -new Date().getTimezoneOffset(),
        };
        for (const line of xrayLog(fact, clock)) if (passes(line, filter)) output.write(line.text);
      };
      if (isStarted) write();
      else early.push(write);
    },
    fault: (error: unknown) =>
      output.write(`xhttp-lab has a fault: ${error instanceof Error ? error.stack : error}`),
  };
  const proxy: LiveHosts = new LiveHosts([{ role: 'core', name: 'core', config }], events, {
    roots: systemRoots(),
    decompress: brotli,
  });
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  try {
    await proxy.start();
  } catch (error) {
    proxy.stop();
    if (!(error instanceof ListenError)) throw error;
    process.stdout.write(`${listenFailure(error, config)}\n`);
    return exit.notStarted;
  }
  isStarted = true;
  for (const write of early) write();
  await stopped;
  proxy.stop();
  await output.close();
  return exit.done;
}

/** Go's words for what the system says. */
const systemErrors: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EISDIR: 'is a directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'cannot assign requested address',
};

const systemError = (error: NodeJS.ErrnoException): string =>
  systemErrors[error.code ?? ''] ?? error.message;

/** A file that a configuration names. */
function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(readFailure(path, error as NodeJS.ErrnoException));
  }
}

const readFailure = (name: string, error: NodeJS.ErrnoException): string =>
  `${error.code === 'EISDIR' ? 'read' : 'open'} ${name}: ${systemError(error)}`;

function listenFailure({ listener, cause }: ListenError, config: CoreConfig): string {
  const at = hostAndPort(listener.address, listener.port);
  const isXhttp = config.inbounds.some(
    ({ tag, stream }) => tag === listener.tag && stream.network === 'xhttp',
  );
  const hub = isXhttp
    ? `transport/internet/splithttp: failed to listen TCP for XHTTP on ${at}`
    : `transport/internet/tcp: failed to listen TCP on ${at}`;
  return [
    `Failed to start: app/proxyman/inbound: failed to listen TCP on ${listener.port}`,
    `transport/internet: failed to listen on address: ${at}`,
    hub,
    `listen tcp ${at}: bind: ${systemError(cause as NodeJS.ErrnoException)}`,
  ].join(' > ');
}
