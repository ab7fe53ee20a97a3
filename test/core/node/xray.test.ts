import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Xray, xrayPath } from '../../../core/node/xray.ts';

describe('the path of a real Xray', () => {
  it('is named on the command line, or else by the environment', () => {
    const environment = { XRAY_BIN: '/b/xray' };
    expect(xrayPath(['node', 'serve.ts', '--xray', '/a/xray'], environment)).toBe('/a/xray');
    expect(xrayPath(['node', 'serve.ts', '--xray=/a/xray'], environment)).toBe('/a/xray');
    expect(xrayPath(['node', 'serve.ts'], environment)).toBe('/b/xray');
    expect(xrayPath(['node', 'serve.ts'], {})).toBeNull();
    expect(xrayPath(['node', 'serve.ts', '--xray'], environment)).toBeNull();
  });
});

describe.skipIf(process.platform === 'win32')('a program like Xray', () => {
  let folder: string;
  const program = (script: string): string => {
    const path = join(folder, 'xray');
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'xhttp-lab-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is given its configuration, listened to, and ended', async () => {
    const path = program('cat; echo; echo "x core: Xray 1 started"; exec sleep 60');
    const xray = await Xray.start(path, { log: {} });
    expect(xray.lines).toEqual(['{"log":{}}', 'x core: Xray 1 started']);
    await xray.stop();
  });
  it('is trusted with the roots that it is given, and with no variable of ours', async () => {
    const path = program('env; echo "x core: Xray 1 started"; exec sleep 60');
    process.env.XHTTP_LAB_SECRET = 'x';
    const xray = await Xray.start(path, {}, { roots: '/r.pem' });
    delete process.env.XHTTP_LAB_SECRET;
    expect(xray.lines).toContain('SSL_CERT_FILE=/r.pem');
    expect(xray.lines.join('\n')).not.toContain('SECRET');
    await xray.stop();
  });
  it('has not started when it ends, and says why', async () => {
    const path = program('echo "Failed to start: for a reason"; exit 23');
    await expect(Xray.start(path, {})).rejects.toThrow(/Failed to start: for a reason/);
  });
  it('has not started when there is none', async () => {
    await expect(Xray.start(join(folder, 'none'), {})).rejects.toThrow(/has not started/);
  });
});
