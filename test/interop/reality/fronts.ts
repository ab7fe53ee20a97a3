/** REALITY servers with the same settings in front of the same target: ours, and a real Xray's. */
import { nodeCrypto } from '../../../core/node/crypto.ts';
import { RealityServer } from '../../../core/reality/server.ts';
import { freePorts, Program } from '../../support/program.ts';
import { realitySettings, serverName } from '../../support/reality-hello.ts';
import { vector } from '../../support/reality-vector.ts';
import { builtXray } from '../../support/xray.ts';
import { Live } from './live.ts';
import { Acceptor, Peer } from './peer.ts';

export interface Front {
  readonly port: number;
  readonly target: Acceptor;
  stop(): Promise<void>;
}

export const maxTimeDiff = 60_000;

export async function ourFront(): Promise<Front & { readonly live: Live }> {
  const target = await Acceptor.listen();
  const address = { host: '127.0.0.1' };
  const settings = realitySettings({ target: { address, port: target.port }, maxTimeDiff });
  const epochMs = Date.now();
  const live = new Live({
    server: ({ remote, local }) =>
      new RealityServer({ crypto: nodeCrypto, epochMs, remote, local, settings }),
  });
  const port = await live.listen();
  const stop = async () => {
    live.stop();
    target.close();
    if (live.faults.length) throw new AggregateError(live.faults);
  };
  return { port, target, live, stop };
}

/** How often a real Xray looks at its target when it starts: two probes for each of three kinds of client. */
const probes = 6;

export async function xrayFront(): Promise<Front & { readonly program: Program }> {
  const target = await Acceptor.listen();
  const [port = 0] = await freePorts(1);
  const realitySettings = {
    target: `127.0.0.1:${target.port}`,
    serverNames: [serverName],
    privateKey: Buffer.from(vector.serverPrivate).toString('base64url'),
    shortIds: ['0123'],
    maxTimeDiff,
  };
  const inbound = {
    listen: '127.0.0.1',
    port,
    protocol: 'vless',
    settings: { clients: [{ id: '5783a3e7-e373-51cd-8642-c83782b807c5' }], decryption: 'none' },
    streamSettings: { network: 'raw', security: 'reality', realitySettings },
  };
  const config = { log: {}, inbounds: [inbound], outbounds: [{ protocol: 'freedom' }] };
  const binary = await builtXray();
  const program = new Program('xray', ['run', '-c', 'stdin:'], JSON.stringify(config), binary);
  await program.line(/core: Xray \S+ started/);
  for (let i = 0; i < probes; i++) (await target.next()).reset();
  const stop = async () => {
    await program.stop();
    target.close();
  };
  return { port, target, program, stop };
}

/** A stranger, and the connection on which the target has to do with it. */
export async function meet({ port, target }: Front): Promise<[Peer, Peer]> {
  const stranger = await Peer.dial(port);
  return [stranger, await target.next()];
}
