/**
 * Builds the settings of VLESS inbounds and outbounds.
 *
 * infra/conf/vless.go of Xray (v26.7.28), checks in Xray's order. Without flow (Vision), VLESS encryption and reverse
 * proxies.
 */
import { decodeRaw, placeOf, type Raw } from './decode.ts';
import { dialTarget, tcpTarget } from './dial-target.ts';
import { creationFault, fault, linkText, type Place, within, wrapped } from './errors.ts';
import { refuseNull, unsupported } from './refusals.ts';
import {
  type VlessInboundSettings,
  type VlessOutboundSettings,
  vlessAccount,
  vlessUserLevel,
} from './schema.ts';
import type { Fallback, VlessInbound, VlessOutbound, VlessUser } from './types.ts';
import { formatUuid, parseUserId } from './uuid.ts';
import { isDecryption, isEncryption } from './vless-encryption.ts';

const vision = 'xtls-rprx-vision';

export function buildVlessInbound(
  settings: VlessInboundSettings,
): Pick<VlessInbound, 'users' | 'fallbacks'> {
  const at = placeOf(settings, 'flow');
  if (settings.flow !== '' && settings.flow !== vision) {
    throw fault(at, 'config:vless_settings_flow_unsupported', settings.flow);
  }
  const users = (settings.clients ?? settings.users ?? []).map((user) => inboundUser(user as Raw));
  if (settings.flow !== '') refuseFlow(at, settings.flow);
  checkDecryption(settings);
  const list = placeOf(settings, 'fallbacks');
  const fallbacks = (settings.fallbacks ?? []).map((fallback, i) => {
    refuseNull(fallback, list, i);
    return buildFallback(fallback);
  });
  return { users, fallbacks };
}

/** What Xray checks when it makes the handler: an email address stands for one user. */
export function createUsers(users: readonly VlessUser[]): void {
  const seen = new Set<string>();
  for (const { at, email } of users) {
    const key = email.toLowerCase();
    if (email !== '' && seen.has(key)) {
      throw wrapped(
        linkText('config:vless_user_not_added'),
        creationFault(at, 'config:vless_email_repeated', email),
      );
    }
    seen.add(key);
  }
}

function inboundUser(written: Raw): VlessUser {
  const { level, account } = within(linkText('config:vless_user_invalid'), () => ({
    level: decodeRaw(vlessUserLevel, written),
    account: decodeRaw(vlessAccount, written),
  }));
  const idOctets = parseUserId(account.id, placeOf(account, 'id'));
  const at = placeOf(account, 'flow');
  if (account.flow !== '' && account.flow !== vision) {
    throw fault(at, 'config:vless_flow_unsupported', account.flow);
  }
  if (account.encryption !== '') {
    throw fault(placeOf(account, 'encryption'), 'config:vless_inbound_encryption');
  }
  if (account.reverse) {
    if (account.reverse.tag === '') {
      throw fault(placeOf(account.reverse, 'tag'), 'config:vless_reverse_tag_empty');
    }
    refuseReverse(account.reverse.$at);
  }
  refuseFlow(at, account.flow);
  return {
    at: written.place,
    id: formatUuid(idOctets),
    idOctets,
    email: level.email,
    level: level.level,
  };
}

function checkDecryption(settings: VlessInboundSettings): void {
  const { decryption } = settings;
  if (decryption === 'none') return;
  const at = placeOf(settings, 'decryption');
  if (decryption === '') throw fault(at, 'config:vless_decryption_missing');
  if (!isDecryption(decryption)) throw fault(at, 'config:vless_decryption_unsupported', decryption);
  if (settings.fallbacks) {
    throw fault(placeOf(settings, 'fallbacks'), 'config:vless_fallbacks_with_decryption');
  }
  refuseEncryption(at);
}

type WrittenFallback = NonNullable<NonNullable<VlessInboundSettings['fallbacks']>[number]>;

function buildFallback(written: WrittenFallback): Fallback {
  if (written.path !== '' && !written.path.startsWith('/')) {
    throw fault(placeOf(written, 'path'), 'config:fallback_path_relative');
  }
  const at = placeOf(written, 'dest');
  const target = dialTarget(written.dest, written.type);
  const serves = written.type === '' && target.text === 'serve-ws-none';
  const type = serves ? 'serve' : target.type;
  if (type === '') throw fault(at, 'config:fallback_dest_invalid');
  const { xver } = written;
  if (xver > 2) throw fault(placeOf(written, 'xver'), 'config:fallback_xver_invalid');

  if (type !== 'tcp') {
    const expected = 'a port or "host:port"';
    throw unsupported(at, expected, `type "${type}"`, 'this core falls back to TCP only');
  }
  return {
    at: written.$at,
    name: written.name,
    alpn: written.alpn,
    path: written.path,
    dest: target.text,
    ...tcpTarget(at, target.text),
    xver: xver as 0 | 1 | 2,
  };
}

export function buildVlessOutbound(
  settings: VlessOutboundSettings,
): Pick<VlessOutbound, 'server' | 'user'> {
  if (settings.address) {
    const { address, port, $at } = settings;
    return { server: { at: $at, address, port }, user: flatUser(settings) };
  }
  const [only, ...others] = settings.vnext ?? [];
  const list = placeOf(settings, 'vnext');
  if (only === undefined || others.length > 0) throw fault(list, 'config:vless_vnext_count');
  refuseNull(only, list, 0);
  if (!only.address) throw fault(placeOf(only, 'address'), 'config:vless_address_missing');
  const [user, ...more] = only.users ?? [];
  if (!user || more.length > 0) throw fault(placeOf(only, 'users'), 'config:vless_users_count');
  return {
    server: { at: only.$at, address: only.address, port: only.port },
    user: listedUser(user),
  };
}

function flatUser(settings: VlessOutboundSettings): VlessUser {
  const { reverse, testpre } = settings;
  if (reverse?.tag === '') {
    throw fault(placeOf(reverse, 'tag'), 'config:vless_outbound_reverse_tag_empty');
  }
  const user = outboundUser(settings, settings.$at, settings);
  if (reverse) refuseReverse(reverse.$at);
  refusePreconnect(testpre, placeOf(settings, 'testpre'));
  return user;
}

function listedUser(written: Raw): VlessUser {
  const { level, account } = within(linkText('config:vless_user_invalid'), () => ({
    level: decodeRaw(vlessUserLevel, written),
    account: decodeRaw(vlessAccount, written),
  }));
  if (account.reverse) throw fault(account.reverse.$at, 'config:vless_vnext_reverse');
  refusePreconnect(account.testpre, placeOf(account, 'testpre'));
  return outboundUser(account, written.place, level);
}

function outboundUser(
  account: Pick<VlessOutboundSettings, 'id' | 'flow' | 'encryption' | '$at' | '$given'>,
  at: Place,
  { email, level }: { readonly email: string; readonly level: number },
): VlessUser {
  const idOctets = parseUserId(account.id, placeOf(account, 'id'));
  const flowAt = placeOf(account, 'flow');
  if (!['', vision, `${vision}-udp443`].includes(account.flow)) {
    throw fault(flowAt, 'config:vless_flow_unsupported', account.flow);
  }
  const { encryption } = account;
  const encryptionAt = placeOf(account, 'encryption');
  if (encryption === '') throw fault(encryptionAt, 'config:vless_encryption_missing');
  if (encryption !== 'none') {
    if (!isEncryption(encryption)) {
      throw fault(encryptionAt, 'config:vless_encryption_unsupported', encryption);
    }
    refuseEncryption(encryptionAt);
  }
  refuseFlow(flowAt, account.flow);
  return { at, id: formatUuid(idOctets), idOctets, email, level };
}

function refuseFlow(at: Place, flow: string): void {
  if (flow === '') return;
  throw unsupported(at, 'no flow', `"${flow}"`, 'this core has no Vision');
}

function refuseEncryption(at: Place): never {
  throw unsupported(at, '"none"', 'keys', 'this core has no VLESS encryption');
}

function refuseReverse(at: Place): never {
  throw unsupported(at, 'nothing', 'a reverse proxy', 'this core has none');
}

function refusePreconnect(count: number, at: Place): void {
  if (count === 0) return;
  throw unsupported(at, '0', String(count), 'this core opens no connections beforehand');
}
