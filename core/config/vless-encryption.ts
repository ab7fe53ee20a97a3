/**
 * Tells the texts that mean VLESS encryption from those that mean nothing: infra/conf/vless.go of Xray (v26.7.28).
 *
 * `mlkem768x25519plus.<appearance>.<time>.<block>…`: blocks shorter than 20 characters are about padding, the others are
 * keys in base64url. This core has no VLESS encryption, and refuses what is a good text for it in other words.
 */
import { goInteger } from './scalars.ts';

/** Of an inbound: `600s`, `300-600s`; keys of 32 or 64 octets. */
export const isDecryption = (text: string): boolean =>
  isText(text, (time) => time.replace(/s$/, '').split(/-(.*)/s, 2).every(isInteger), [43, 86]);

/** Of an outbound: `1rtt`, `0rtt`; keys of 32 or 1184 octets. */
export const isEncryption = (text: string): boolean =>
  isText(text, (time) => time === '1rtt' || time === '0rtt', [43, 1579]);

/** `lengths` are those of keys, in characters. */
function isText(
  text: string,
  isTime: (time: string) => boolean,
  lengths: readonly number[],
): boolean {
  const [method, appearance, time, ...blocks] = text.split('.');
  return (
    method === 'mlkem768x25519plus' &&
    ['native', 'xorpub', 'random'].includes(appearance ?? '') &&
    isTime(time ?? '') &&
    blocks.length > 0 &&
    blocks.every(
      (block) => block.length < 20 || (/^[\w-]*$/.test(block) && lengths.includes(block.length)),
    )
  );
}

const isInteger = (text: string) => goInteger(text) !== undefined;
