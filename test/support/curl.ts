/** curl as a SOCKS client: an independent peer. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';

/** Whether this machine has curl; where everything is required, its lack is an error. */
export function hasCurl(): boolean {
  const found = spawnSync('curl', ['--version'], { stdio: 'ignore' }).status === 0;
  if (!found && process.env.XHTTP_LAB_REQUIRE === 'all') {
    throw new Error('No curl, and it is required');
  }
  if (!found) console.log('Tests with curl are skipped: there is no curl on this machine');
  return found;
}

export interface Fetched {
  /** curl's exit code. */
  readonly code: number | null;
  readonly octets: number;
  readonly sha256: string;
  readonly text: string;
}

/** Runs curl through the SOCKS proxy, which resolves the names. */
export function startCurl(socksPort: number, args: readonly string[]): ChildProcess {
  return spawn('curl', [
    ...['--silent', '--show-error', '--socks5-hostname', `127.0.0.1:${socksPort}`],
    ...args,
  ]);
}

export async function curl(socksPort: number, ...args: string[]): Promise<Fetched> {
  const child = startCurl(socksPort, args);
  const hash = createHash('sha256');
  let octets = 0;
  let text = '';
  child.stdout?.on('data', (piece: Buffer) => {
    hash.update(piece);
    octets += piece.length;
    if (text.length < 1000) text += piece.toString('latin1').slice(0, 1000);
  });
  child.stderr?.on('data', (piece: Buffer) => console.log(String(piece).trim()));
  const [code] = await once(child, 'close');
  return { code, octets, sha256: hash.digest('hex'), text };
}
