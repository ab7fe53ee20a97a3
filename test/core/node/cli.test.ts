import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { freePorts, Program } from '../../support/program.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 }); // processes and sockets on a busy machine

const command = join(import.meta.dirname, '../../../core/node/bin.mjs');
const folder = mkdtempSync(join(tmpdir(), 'xhttp-lab-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command to its end; gives its exit code and what it printed. */
async function ran(args: readonly string[], input?: string): Promise<[number | null, string]> {
  const program = new Program('xhttp-lab', [command, ...args], input);
  return [await program.ended(), program.lines.join('\n')];
}
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const socksConfig = (port: number, level = 'info') =>
  JSON.stringify({
    log: { loglevel: level },
    inbounds: [{ tag: 'in', listen: '127.0.0.1', port, protocol: 'socks' }],
    outbounds: [{ tag: 'direct', protocol: 'freedom' }],
  });

async function dial(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

describe('the command line', () => {
  it('helps', async () => {
    const [code, text] = await ran(['help']);
    expect(code).toBe(0);
    expect(text).toContain('xhttp-lab run [-c config.json]');
  });
  it('tells whose behaviour it has', async () => {
    expect(await ran(['version'])).toEqual([0, expect.stringContaining('as Xray 26.7.28')]);
  });
  it.each([
    [['walk'], 'xhttp-lab walk: unknown command'],
    [['run', '-confdir', 'x'], 'xhttp-lab run: flag provided but not defined: -confdir'],
    [['run', '-c'], 'xhttp-lab run: flag needs an argument: -c'],
    [['run', 'config.json'], 'xhttp-lab run: flag provided but not defined: config.json'],
  ])('does not understand %j', async (args, text) => {
    const [code, said] = await ran(args);
    expect(code).toBe(2);
    expect(said.split('\n')[0]).toBe(text);
  });
});

describe('a configuration', () => {
  it('that is good is said to be, and nothing is started', async () => {
    const good = file('good.json', socksConfig(1080));
    expect(await ran(['run', '-test', '-c', good])).toEqual([0, 'Configuration OK.']);
  });
  it('comes from standard input too, and in pieces', async () => {
    const inbounds = file('inbounds.json', '{"inbounds":[{"port":1080,"protocol":"socks"}]}');
    const args = ['run', '-test', `-config=${inbounds}`, '-c', 'stdin:'];
    expect(await ran(args, '{"outbounds":[{"protocol":"freedom"}]}')).toEqual([
      0,
      'Configuration OK.',
    ]);
  });
  it('that is wrong gets Xray’s words, its place, and exit code 23', async () => {
    const bad = file('bad.json', '{\n  "inbounds": [{ "protocol": "nothing", "port": 1 }]\n}');
    const [code, text] = await ran(['run', '-c', bad]);
    expect(code).toBe(23);
    expect(text.split('\n')).toEqual([
      expect.stringMatching(
        /^Failed to start: main: failed to load config files: \[.*bad\.json\] > .*unknown config id: nothing/,
      ),
      expect.stringMatching(/^ {2}at .*bad\.json:2:\d+$/),
    ]);
  });
  it('that is not there is missed in Xray’s words', async () => {
    const [code, text] = await ran(['run', '-c', join(folder, 'none.json')]);
    expect(code).toBe(23);
    expect(text).toMatch(
      /failed to read config: .* > open .*none\.json: no such file or directory$/,
    );
  });
});

describe('a running proxy', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends with 0 on %s, with its connections and its port',
    async (signal) => {
      const [port = 0] = await freePorts(1);
      const program = new Program('proxy', [
        command,
        'run',
        '-c',
        file('run.json', socksConfig(port)),
      ]);
      await program.line(/ \[Warning\] core: xhttp-lab \(as Xray 26\.7\.28\) started$/);
      const client = await dial(port);
      program.signal(signal);
      expect(await program.ended()).toBe(0);
      if (!client.closed) await once(client, 'close');
      const again = createServer().listen(port, '127.0.0.1');
      await once(again, 'listening');
      again.close();
    },
  );

  it('logs in Xray’s format what its level lets through', async () => {
    const [port = 0] = await freePorts(1);
    const config = file('log.json', socksConfig(port));
    const program = new Program('proxy', [command, 'run', '-c', config]);
    await program.line(/started$/);
    const client = await dial(port);
    client.end(Uint8Array.of(5, 1, 0, 5, 3, 0, 1, 127, 0, 0, 1, 0, 80));
    await program.line(
      /\[Info\] \[\d+\] app\/proxyman\/inbound: connection ends > .*UDP is not enabled\.$/,
    );
    await program.stop();
    const date = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6} /;
    expect(program.lines.filter((line) => !date.test(line))).toEqual([]);
    expect(program.lines.some((line) => / from tcp:127\.0\.0\.1:\d+ rejected {2}/.test(line))).toBe(
      true,
    );
  });

  it('does not start on a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const [code, text] = await ran(['run', '-c', file('taken.json', socksConfig(port))]);
    taken.close();
    expect(code).toBe(255);
    expect(text).toBe(
      `Failed to start: app/proxyman/inbound: failed to listen TCP on ${port} > ` +
        `transport/internet: failed to listen on address: 127.0.0.1:${port} > ` +
        `transport/internet/tcp: failed to listen TCP on 127.0.0.1:${port} > ` +
        `listen tcp 127.0.0.1:${port}: bind: address already in use`,
    );
  });

  it('does not wait for a log that nobody reads', async () => {
    const [port = 0] = await freePorts(1);
    const config = file('slow.json', socksConfig(port));
    const program = spawn(process.execPath, [command, 'run', '-c', config], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void program.kill('SIGKILL'));
    for (;;) {
      const probe = connect(port, '127.0.0.1');
      const isUp = await Promise.race([
        once(probe, 'connect').then(() => true),
        once(probe, 'close').then(
          () => false,
          () => false,
        ),
      ]).catch(() => false);
      probe.destroy();
      if (isUp) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const octets = Uint8Array.of(4);
    for (let round = 0; round < 30; round++) {
      const clients = await Promise.all(Array.from({ length: 50 }, () => dial(port)));
      await Promise.all(
        clients.map(async (client) => {
          client.end(octets);
          await once(client.resume(), 'close');
        }),
      );
    }
    program.kill('SIGTERM');
    const [code] = await once(program, 'exit');
    program.stdout.destroy();
    expect(code).toBe(0);
  });
});
