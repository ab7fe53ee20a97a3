/**
 * Outputs of Xray v26.7.28 for the same arguments: `xray x25519`, `xray uuid`, `xray mldsa65`.
 */
import { describe, expect, it } from 'vitest';
import { keyCommand } from '../../../core/node/key-commands.ts';
import { Program } from '../../support/program.ts';
import { builtXray, hasGo } from '../../support/xray.ts';

const output = (command: string, ...args: string[]): string => {
  const result = keyCommand(command, args, (length) => new Uint8Array(length).fill(0xff));
  return 'output' in result ? result.output : result.misuse;
};

describe('x25519', () => {
  it('prints the pair and the digest of a private key that is given', () => {
    expect(output('x25519', '-i', 'iB-TEYJFy-MKaC2gbrbnnBqFbomMIvooIxsPf65eSUc')).toBe(
      'PrivateKey: iB-TEYJFy-MKaC2gbrbnnBqFbomMIvooIxsPf65eSUc\n' +
        'Password (PublicKey): u4oNoSkGcFFMls-_-qXVy4uuhxUoEFSZExjjFHS6d0g\n' +
        'Hash32: 7PAXybxEiHsSpoPnhLGUkEa9XtNjgb54FVmMe1DKy-k\n',
    );
  });

  it('reads and writes the standard alphabet where it is told to', () => {
    expect(
      output('x25519', '--std-encoding', '-i=mHmuwFwANNLADlj8P2JEMdTahoTTAc2f3CEFvjron3Q='),
    ).toBe(
      'PrivateKey: mHmuwFwANNLADlj8P2JEMdTahoTTAc2f3CEFvjron3Q=\n' +
        'Password (PublicKey): r8ZZqdewcQd5FAEo7uPpcvwTZzcQZcNsMN6pt3fFcwQ=\n' +
        'Hash32: L4K5cENrh3S68ZCom9BkefzMiw4kX2aJ87nFUgIIxNA=\n',
    );
  });

  it('prints the real private key: with the bits that X25519 sets', () => {
    expect(output('x25519').split('\n')[0]).toBe(
      `PrivateKey: ${Buffer.from([0xf8, ...Array(30).fill(0xff), 0x7f]).toString('base64url')}`,
    );
  });

  it('says when a key has not 32 octets', () => {
    expect(output('x25519', '-i', 'AAAA')).toBe('Invalid length of X25519 private key.\n');
    expect(output('x25519', '-i', '****')).toBe('Invalid length of X25519 private key.\n');
  });

  it('tells misuse in the words of Go', () => {
    expect(output('x25519', '-z')).toBe('flag provided but not defined: -z');
    expect(output('x25519', '-i')).toBe('flag needs an argument: -i');
    expect(output('x25519', '--std-encoding=x')).toBe(
      'invalid boolean value "x" for -std-encoding: parse error',
    );
  });
});

describe('uuid', () => {
  it('hashes a text of up to 30 octets', () => {
    expect(output('uuid', '-i', 'example')).toBe('feb54431-301b-52bb-a6dd-e1e93e81bb9e\n');
    expect(output('uuid', '-i', 'a'.repeat(31))).toBe('Input must be within 30 bytes.\n');
    expect(output('uuid', '-i', 'é'.repeat(16))).toBe('Input must be within 30 bytes.\n');
  });

  it('makes one of version 4 of chance', () => {
    expect(output('uuid')).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff\n');
  });
});

describe('mldsa65', () => {
  it('prints the seed and the public key of 1,952 octets', () => {
    const text = output('mldsa65', '-i', 'A'.repeat(43));
    const [, verify] = /^Seed: A{43}\nVerify: (\S+)\n$/.exec(text) ?? [];
    expect(Buffer.from(verify ?? '', 'base64url').length).toBe(1952);
    expect(output('mldsa65', '-i', 'AAAA')).toBe('Invalid length of ML-DSA-65 seed.\n');
    expect(output('mldsa65', '--std-encoding')).toBe(
      'flag provided but not defined: -std-encoding',
    );
  });
});

describe.runIf(hasGo())('a real Xray', () => {
  it.each([
    ['x25519', '-i', 'iB-TEYJFy-MKaC2gbrbnnBqFbomMIvooIxsPf65eSUc'],
    ['x25519', '-i', 'iB-TEYJFy-MKaC2gbrbnnBqFbomMIvooIxsPf65eSUc', 'more'],
    ['x25519', '-i', '_'.repeat(43)],
    ['x25519', '-i', 'A'.repeat(44)],
    ['x25519', '--std-encoding', '-i', `${'/'.repeat(43)}=`],
    ['uuid', '-i', 'example'],
    ['uuid', '--i=ünïcode'],
    ['uuid', '-i', 'a'.repeat(31)],
    ['mldsa65', '-i', 'A'.repeat(43)],
    ['mldsa65', '-i', `${'-'.repeat(20)}${'_'.repeat(23)}`],
    ['mldsa65', '-i', 'AAAA'],
  ])('prints the same for %s %s %s', async (...args) => {
    const xray = new Program('xray', args, undefined, await builtXray());
    expect(await xray.ended()).toBe(0);
    const [command = '', ...rest] = args;
    expect(output(command, ...rest)).toBe(`${xray.lines.join('\n')}\n`);
  });
});
