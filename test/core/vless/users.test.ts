import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../core/bytes/hex.ts';
import { findUser, idText, type User, vlessRoute } from '../../../core/vless/users.ts';

const user = (id: string, email = ''): User => ({ id: fromHex(id), email });
const ana = user('5783a3e7e37351cd8642c83782b807c5', 'ana');
const bob = user('feb54431301b52bba6dde1e93e81bb9e', 'bob');

describe('the lookup of a user', () => {
  it('VLESS §1.4: ignores octets 6 and 7', () => {
    const sent = fromHex('5783a3e7e373ffff8642c83782b807c5');
    expect(findUser([ana, bob], sent)).toBe(ana);
    expect(vlessRoute(sent)).toBe(0xffff);
  });

  it('finds nobody for an id that differs elsewhere', () => {
    expect(findUser([ana, bob], fromHex('5783a3e7e37351cd8642c83782b807c6'))).toBeNull();
    expect(findUser([], ana.id)).toBeNull();
  });

  it('VLESS §1.4: takes the last of users with equal ids', () => {
    const again = user('5783a3e7e37300008642c83782b807c5', 'again');
    expect(findUser([ana, again], ana.id)).toBe(again);
  });
});

it('an id is written in groups of 8, 4, 4, 4 and 12', () => {
  expect(idText(ana.id)).toBe('5783a3e7-e373-51cd-8642-c83782b807c5');
});
