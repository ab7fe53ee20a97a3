/**
 * Builds realitySettings, of a server when they name a target, of a client otherwise: REALITYConfig.Build in
 * infra/conf/transport_security.go of Xray (v26.7.28), checks in Xray's order. `unsupported-security.ts` narrows the
 * result to what this core runs. Without the numbers in the query of `spiderX`: this core sends out no spider.
 */
import { toUtf8 } from '../bytes/utf8.ts';
import type { BuiltRealityClient, BuiltRealityServer } from './built.ts';
import { placeOf, type Raw } from './decode.ts';
import { dialTarget } from './dial-target.ts';
import { fault, type Place } from './errors.ts';
import { fingerprintOf } from './fingerprints.ts';
import { fromRawUrlBase64 } from './go-base64.ts';
import { fromGoHex } from './go-hex.ts';
import { itemPath } from './json-path.ts';
import type { Loading } from './loading.ts';
import { breaksXray } from './refusals.ts';
import type { LimitSection, RealitySection } from './stream-schema.ts';
import type { ClientVersion, RateLimit } from './types.ts';

type Field = Parameters<typeof placeOf<RealitySection>>[1];

export function buildReality(
  section: RealitySection,
  loading: Loading,
): BuiltRealityClient | BuiltRealityServer {
  const target = section.target ?? section.dest;
  return target ? buildServer(section, target, loading) : buildClient(section);
}

function buildServer(section: RealitySection, written: Raw, loading: Loading): BuiltRealityServer {
  const place = (field: Field) => placeOf(section, field);
  const target = dialTarget(written, section.type);
  if (target.type === '') throw fault(written.place, 'config:reality_target_invalid');
  if (section.xver > 2) throw fault(place('xver'), 'config:reality_xver_invalid');
  const serverNames = section.serverNames ?? [];
  if (serverNames.length === 0) throw fault(place('serverNames'), 'config:reality_names_empty');
  if (section.privateKey === '') {
    throw fault(place('privateKey'), 'config:reality_private_key_empty');
  }
  const privateKey = keyOf(section.privateKey, 32);
  if (!privateKey) {
    throw fault(place('privateKey'), 'config:reality_private_key_invalid', section.privateKey);
  }
  const minClientVer = clientVersion(section, 'minClientVer') ?? ([26, 3, 27] as const);
  loading.warn(
    place('minClientVer'),
    section.minClientVer === ''
      ? 'config:reality_default_version'
      : 'config:reality_minimal_version',
  );
  const maxClientVer = clientVersion(section, 'maxClientVer');
  const listed = section.shortIds ?? [];
  if (listed.length === 0) throw fault(place('shortIds'), 'config:reality_short_ids_empty');
  const shortIds = listed.map((text, i) => listedShortId(text, i, place('shortIds')));
  const mldsa65Seed = signatureSeed(section);
  for (const name of serverNames.map((name) => name.toLowerCase())) {
    if (!/\.(ru|ir|cn)$|apple|icloud|microsoft/s.test(name)) continue;
    loading.warn(place('serverNames'), 'config:reality_target_name', name);
  }
  return {
    type: 'reality',
    side: 'server',
    at: section.$at,
    target,
    xver: section.xver as 0 | 1 | 2,
    serverNames,
    privateKey,
    minClientVer,
    maxClientVer,
    maxTimeDiff: section.maxTimeDiff,
    shortIds,
    mldsa65Seed,
    limitFallbackUpload: rateLimit(section.limitFallbackUpload),
    limitFallbackDownload: rateLimit(section.limitFallbackDownload),
    masterKeyLog: section.masterKeyLog === 'none' ? '' : section.masterKeyLog,
    section,
  };
}

function keyOf(text: string, octets: number): Uint8Array | null {
  const key = fromRawUrlBase64(text);
  return key?.length === octets ? key : null;
}

function clientVersion(
  section: RealitySection,
  field: 'minClientVer' | 'maxClientVer',
): ClientVersion | null {
  const written = section[field];
  if (written === '') return null;
  const version: [number, number, number] = [0, 0, 0];
  for (const [i, part] of written.split('.').entries()) {
    const at = placeOf(section, field);
    if (i === 3) throw fault(at, 'config:reality_version_invalid', field, written);
    if (!/^\d+$/.test(part) || BigInt(part) > 255n) {
      throw fault(at, 'config:reality_version_too_great', field, String(i));
    }
    version[i] = Number(part);
  }
  return version;
}

function listedShortId(text: string, index: number, list: Place): Uint8Array {
  const at = { ...list, path: itemPath(list.path, index) };
  if (toUtf8(text).length > 16) {
    throw fault(at, 'config:reality_listed_short_id_long', String(index), text);
  }
  const id = shortId(text);
  if (!id) throw fault(at, 'config:reality_listed_short_id_invalid', String(index), text);
  return id;
}

/** Eight octets, the last of them zero where digits are missing. */
function shortId(text: string): Uint8Array | null {
  const read = fromGoHex(text);
  if ('said' in read) return null;
  const id = new Uint8Array(8);
  id.set(read.octets);
  return id;
}

function signatureSeed(section: RealitySection): Uint8Array | null {
  const { mldsa65Seed: text } = section;
  if (text === '') return null;
  const at = placeOf(section, 'mldsa65Seed');
  if (text === section.privateKey) throw fault(at, 'config:reality_seed_is_key', text);
  const seed = keyOf(text, 32);
  if (!seed) throw fault(at, 'config:reality_seed_invalid', text);
  return seed;
}

function rateLimit(section: LimitSection): RateLimit | null {
  if (section.BytesPerSec === 0) return null;
  return {
    afterBytes: section.AfterBytes,
    bytesPerSec: section.BytesPerSec,
    burstBytesPerSec: section.BurstBytesPerSec,
  };
}

function buildClient(section: RealitySection): BuiltRealityClient {
  const place = (field: Field) => placeOf(section, field);
  const fingerprint = section.fingerprint.toLowerCase();
  if (fingerprint === 'unsafe' || fingerprint === 'hellogolang') {
    throw fault(place('fingerprint'), 'config:reality_fingerprint_invalid', fingerprint);
  }
  if (fingerprintOf(fingerprint) === 'unknown') {
    throw fault(place('fingerprint'), 'config:unknown_fingerprint', fingerprint);
  }
  if (section.serverNames?.length) {
    throw fault(place('serverNames'), 'config:reality_client_names');
  }
  const keyField = section.password === '' ? 'publicKey' : 'password';
  const key = section[keyField];
  if (key === '') throw fault(place('password'), 'config:reality_password_empty');
  const publicKey = keyOf(key, 32);
  if (!publicKey) throw fault(place(keyField), 'config:reality_password_invalid', key);
  if (section.shortIds?.length) throw fault(place('shortIds'), 'config:reality_client_short_ids');
  if (toUtf8(section.shortId).length > 16) {
    throw fault(place('shortId'), 'config:reality_short_id_long', section.shortId);
  }
  const id = shortId(section.shortId);
  if (!id) throw fault(place('shortId'), 'config:reality_short_id_invalid', section.shortId);
  const { mldsa65Verify: verify } = section;
  const mldsa65Verify = verify === '' ? null : keyOf(verify, 1952);
  if (verify !== '' && !mldsa65Verify) {
    throw fault(place('mldsa65Verify'), 'config:reality_verify_invalid', verify);
  }
  return {
    type: 'reality',
    side: 'client',
    at: section.$at,
    serverName: section.serverName,
    publicKey,
    shortId: id,
    mldsa65Verify,
    spiderX: spiderPath(section.spiderX, place('spiderX')),
    masterKeyLog: section.masterKeyLog === 'none' ? '' : section.masterKeyLog,
    section,
  };
}

function spiderPath(written: string, at: Place): string {
  if (written === '') return '/';
  if (!written.startsWith('/')) throw fault(at, 'config:reality_spider_invalid', written);
  // Xray follows what Go's url.Parse gives for such a text: nothing
  if (!isPath(written)) {
    throw breaksXray(at, 'a path', JSON.stringify(written), 'Xray panics when it loads this');
  }
  return written;
}

/** Whether Go's url.Parse takes a text that begins with a slash; the query may hold anything. */
function isPath(text: string): boolean {
  if (toUtf8(text).some((octet) => octet < 0x20 || octet === 0x7f)) return false;
  const [, path = '', fragment = ''] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/s.exec(text) ?? [];
  if (/%(?![0-9a-f]{2})/i.test(path + fragment)) return false;
  const [, authority] = /^\/\/(?!\/)([^/]*)/.exec(path) ?? [];
  return authority === undefined || /^[\w.~!$&'()*+,;=-]*(?::\d*)?$/.test(authority);
}
