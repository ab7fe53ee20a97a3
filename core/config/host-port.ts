/** `host:port` taken apart as Go's net.SplitHostPort does, with its complaints. Brackets of IPv6 are taken off. */

export type HostPort = { readonly host: string; readonly port: string } | { readonly said: string };

export function splitHostPort(text: string): HostPort {
  const complaint = (why: string): HostPort => ({
    said: text === '' ? why : `address ${text}: ${why}`,
  });
  const colon = text.lastIndexOf(':');
  if (colon < 0) return complaint('missing port in address');
  if (!text.startsWith('[')) {
    const host = text.slice(0, colon);
    if (host.includes(':')) return complaint('too many colons in address');
    return brackets(text, 0) ? complaint(brackets(text, 0)) : { host, port: text.slice(colon + 1) };
  }
  const close = text.indexOf(']');
  if (close < 0) return complaint("missing ']' in address");
  if (close + 1 === text.length) return complaint('missing port in address');
  if (close + 1 !== colon) {
    return complaint(
      text[close + 1] === ':' ? 'too many colons in address' : 'missing port in address',
    );
  }
  const stray =
    text.indexOf('[', 1) > 0
      ? "unexpected '[' in address"
      : text.indexOf(']', close + 1) > 0
        ? "unexpected ']' in address"
        : '';
  return stray ? complaint(stray) : { host: text.slice(1, close), port: text.slice(colon + 1) };
}

function brackets(text: string, from: number): string {
  if (text.indexOf('[', from) >= 0) return "unexpected '[' in address";
  return text.indexOf(']', from) >= 0 ? "unexpected ']' in address" : '';
}
