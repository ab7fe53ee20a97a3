/** What the tests with OpenSSL share: programs that end with the test, and files of certificates. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Openssl } from '../../support/openssl.ts';
import { type KeyKind, pemOfCertificate } from '../../support/tls-identities.ts';
import { identities, keyKinds, nodeIdentity, suiteNames } from '../node-tls/live.ts';

/** OpenSSL 3.0 has no post-quantum group, so that one group is left. */
export const cells = suiteNames.flatMap((suite) => keyKinds.map((kind) => ({ suite, kind })));

export class Programs {
  readonly #running: Openssl[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'xhttp-lab-openssl-'));

  async server(
    kind: KeyKind,
    ...args: readonly string[]
  ): Promise<{ port: number; openssl: Openssl }> {
    const { cert, key } = nodeIdentity(kind);
    const files = ['-cert', this.#file('cert', cert), '-key', this.#file('key', key)];
    const started = await Openssl.server([...files, ...args]);
    this.#running.push(started.openssl);
    return started;
  }

  client(port: number, ...args: readonly string[]): Openssl {
    const ca = this.#file('ca', pemOfCertificate(identities.authority));
    const verify = ['-CAfile', ca, '-verify_return_error', '-servername', 'server.example'];
    const client = Openssl.client(port, [...verify, ...args]);
    this.#running.push(client);
    return client;
  }

  async dispose(): Promise<void> {
    for (const program of this.#running) await program.stop();
    rmSync(this.#folder, { recursive: true });
  }

  #file(name: string, text: string): string {
    const path = join(this.#folder, `${name}.pem`);
    writeFileSync(path, text);
    return path;
  }
}
