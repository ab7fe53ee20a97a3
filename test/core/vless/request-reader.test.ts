import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../core/bytes/hex.ts';
import { cutOff, fallbackReason, readRequest } from '../../../core/vless/request-reader.ts';

const id = '5783a3e7e37351cd8642c83782b807c5';
const user = { id: fromHex(id), email: 'ana@site.example' };
const read = (octets: string) => readRequest(fromHex(octets), [user]);
const rejected = (octets: string) => {
  const reading = read(octets);
  return reading.result === 'rejected' ? reading.rejection : reading.result;
};
const unknown = { code: 'vless:unknown_user', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

describe('reading a request', () => {
  it('gives the user, the destination and what follows', () => {
    expect(read(`00 ${id} 00 01 0050 01 c0000250 47 45`)).toMatchObject({
      result: 'read',
      read: {
        user,
        destination: { host: '192.0.2.80', port: 80 },
        rest: Uint8Array.of(0x47, 0x45),
      },
    });
  });

  it('waits for more at every prefix', () => {
    const whole = `00${id}00010050020c736974652e6578616d706c65`;
    for (let length = 0; length < whole.length; length += 2) {
      expect(read(whole.slice(0, length)).result, `${length / 2} octets`).toBe('incomplete');
    }
    expect(read(whole).result).toBe('read');
  });

  it('VLESS §5.3: refuses another version at the first octet', () => {
    expect(rejected('47')).toEqual({ code: 'vless:invalid_request_version', version: 0x47 });
  });

  it('VLESS §5.3: refuses an unknown user as soon as the id is there', () => {
    expect(rejected(`00 ${'ff'.repeat(16)}`)).toEqual(unknown);
  });

  it.each([
    ['an unknown command', `00 ${id} 00 05`, { code: 'vless:invalid_request_address' }],
    ['an unknown type', `00 ${id} 00 01 0050 07`, { code: 'vless:invalid_request_address' }],
    ['a bad name', `00 ${id} 00 01 0050 02 01 2f`, { code: 'vless:invalid_request_address' }],
    ['bad addons', `00 ${id} 01 00`, { code: 'vless:request_addons_malformed' }],
    ['UDP', `00 ${id} 00 02 0050 01 c0000250`, { code: 'vless:unsupported_command', command: 2 }],
    ['Mux', `00 ${id} 00 03`, { code: 'vless:unsupported_command', command: 3 }],
  ])('refuses %s', (_what, octets, rejection) => {
    expect(rejected(octets)).toEqual(rejection);
  });
});

describe('the reason for a fallback', () => {
  const reason = (octets: string) => fallbackReason(fromHex(octets), [user]);

  it('VLESS §5.3: is a read of fewer than 18 octets, before anything else', () => {
    const length = 17;
    expect(reason(`00 ${id}`)).toEqual({ code: 'vless:first_read_short', length });
    expect(reason(`47 ${'ff'.repeat(16)}`)).toEqual({ code: 'vless:first_read_short', length });
  });

  it('VLESS §5.3: is a version other than 0, before the user', () => {
    expect(reason(`47 ${'ff'.repeat(17)}`)).toEqual({
      code: 'vless:invalid_request_version',
      version: 0x47,
    });
  });

  it('VLESS §5.3: is an unknown user', () => {
    expect(reason(`00 ${'ff'.repeat(16)} 00`)).toEqual(unknown);
  });

  it('VLESS §5.3: is none once the user is known, whatever follows', () => {
    expect(reason(`00 ${id} ff`)).toBeNull();
    expect(reason(`00 5783a3e7e373ffff8642c83782b807c5 00 09`)).toBeNull();
  });
});

describe('a request cut off', () => {
  it.each([
    ['', { code: 'vless:request_cut_off', field: 'version', cause: 'end' }],
    ['00', { code: 'vless:request_cut_off', field: 'user id', cause: 'end' }],
    ['00 57', { code: 'vless:request_cut_off', field: 'user id', cause: 'partial_end' }],
    [`00 ${id}`, { code: 'vless:request_addons_missing', field: 'length', cause: 'end' }],
    [`00 ${id} 02`, { code: 'vless:request_addons_missing', field: 'value', cause: 'end' }],
    [
      `00 ${id} 02 0a`,
      { code: 'vless:request_addons_missing', field: 'value', cause: 'partial_end' },
    ],
    [`00 ${id} 00`, { code: 'vless:request_cut_off', field: 'command', cause: 'end' }],
    [`00 ${id} 00 01 00`, { code: 'vless:invalid_request_address' }],
  ])('VLESS §5.3: after "%s" says which field is missing', (octets, rejection) => {
    expect(cutOff(fromHex(octets), 'end')).toEqual(rejection);
  });

  it('says so of a reset and of a timeout too', () => {
    expect(cutOff(fromHex('00 57'), 'reset')).toMatchObject({ cause: 'reset' });
    expect(cutOff(fromHex('00 57'), 'timed_out')).toMatchObject({ cause: 'timed_out' });
  });
});
