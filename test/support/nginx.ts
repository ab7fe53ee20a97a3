/** nginx of the system as a CDN: TLS in front, an XHTTP inbound behind; in a folder of its own, without privileges. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PemIdentity } from './pem.ts';
import { Program } from './program.ts';

/** Debian has it in a folder that is not in everybody's PATH. */
const environment = { PATH: `${process.env.PATH}:/usr/sbin` };

/** Whether this machine has nginx; where everything is required, its lack is an error. */
export function hasNginx(): boolean {
  const env = { ...process.env, ...environment };
  const found = spawnSync('nginx', ['-v'], { stdio: 'ignore', env }).status === 0;
  if (!found && process.env.XHTTP_LAB_REQUIRE === 'all') {
    throw new Error('No nginx, and it is required');
  }
  if (!found) console.log('Tests with nginx are skipped: there is no nginx on this machine');
  return found;
}

/** How nginx speaks to what is behind it. */
export type Upstream = 'proxy_pass' | 'grpc_pass';

export interface NginxServer {
  readonly port: number;
  readonly upstream: Upstream;
  readonly originPort: number;
}

export interface Nginx {
  stop(): Promise<void>;
}

const upstreams: Readonly<Record<Upstream, (origin: string) => string>> = {
  proxy_pass: (origin) => `proxy_pass http://${origin};
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_buffering off;
        proxy_request_buffering off;`,
  grpc_pass: (origin) => `grpc_pass grpc://${origin};
        grpc_set_header Host $host;
        client_body_timeout 5m;
        grpc_read_timeout 5m;`,
};

export async function startNginx(
  identity: PemIdentity,
  servers: readonly NginxServer[],
): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'xhttp-lab-'));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('cert.pem', identity.cert);
  write('key.pem', identity.key);
  write('nginx.conf', configuration(servers));
  const args = ['-p', `${folder}/`, '-c', 'nginx.conf', '-e', 'stderr'];
  const nginx = new Program('nginx', args, undefined, 'nginx', environment);
  await Promise.all(servers.map(({ port }) => listening(port)));
  return {
    async stop() {
      await nginx.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

const configuration = (servers: readonly NginxServer[]): string => `
daemon off;
master_process off;
pid nginx.pid;
error_log stderr warn;
events {}
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  ssl_certificate cert.pem;
  ssl_certificate_key key.pem;
  ssl_protocols TLSv1.3;
  client_max_body_size 0;
${servers.map(server).join('\n')}
}
`;

const server = ({ port, upstream, originPort }: NginxServer): string => `
  server {
    listen 127.0.0.1:${port} ssl http2;
    location /xh/ {
        ${upstreams[upstream](`127.0.0.1:${originPort}`)}
    }
  }`;

async function listening(port: number): Promise<void> {
  for (let tries = 0; !(await accepts(port)); tries++) {
    if (tries === 100) throw new Error(`nginx does not listen on ${port}`);
    await sleep(50);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
