/**
 * The heads of HTTP/1.1 messages: a start line and a header section (RFC 9112 §2.1, §3, §4).
 *
 * Start lines are read to the letter of their grammar: one SP between the parts, no white space around them.
 */
import type { Codec } from '../bytes/codec.ts';
import type { Reader } from '../bytes/reader.ts';
import type { HeaderField } from '../http/message.ts';
import { malformed } from './errors.ts';
import { headerSection } from './header-section.ts';
import {
  digitClass,
  isOf,
  isToken,
  type OctetClass,
  putText,
  SP,
  takeLineEnd,
  takeTextOf,
  textClass,
  tokenClass,
  visibleClass,
} from './text.ts';

export interface RequestLine {
  readonly method: string;
  readonly request_target: string;
  /** `HTTP/1.1`. */
  readonly http_version: string;
}
export interface StatusLine {
  readonly http_version: string;
  /** 100..599. */
  readonly status_code: number;
  readonly reason_phrase: string;
}
export interface WithHeaders {
  readonly headers: readonly HeaderField[];
}

type LineErrorCode = 'http1:malformed_request_line' | 'http1:malformed_status_line';
const versionShape = /^HTTP\/\d\.\d$/;

/** `method SP request-target SP HTTP-version CRLF`. */
export const requestLine: Codec<RequestLine> = {
  read(reader) {
    const code = 'http1:malformed_request_line';
    const method = word(reader, 'method', tokenClass, code);
    space(reader, code);
    const request_target = word(reader, 'request_target', visibleClass, code);
    space(reader, code);
    const http_version = version(reader, code);
    takeLineEnd(reader, 'crlf', code);
    return { method, request_target, http_version };
  },
  write(writer, { method, request_target, http_version }) {
    if (!isToken(method)) throw new RangeError(`${method} is not a method`);
    if (!isOf(visibleClass, request_target) || request_target === '') {
      throw new RangeError(`${request_target} is not a request target`);
    }
    putText(writer, `${method} ${request_target} ${http_version}\r\n`);
  },
};

/** `HTTP-version SP status-code SP [ reason-phrase ] CRLF`. */
export const statusLine: Codec<StatusLine> = {
  read(reader) {
    const code = 'http1:malformed_status_line';
    const http_version = version(reader, code);
    space(reader, code);
    const status_code = reader.field('status_code', (r) => {
      const digits = takeTextOf(r, digitClass);
      if (!/^[1-5]\d\d$/.test(digits)) throw malformed(r, code, `Expected 100..599, got ${digits}`);
      return Number(digits);
    });
    space(reader, code);
    const reason_phrase = reader.field('reason_phrase', (r) => takeTextOf(r, textClass));
    takeLineEnd(reader, 'crlf', code);
    return { http_version, status_code, reason_phrase };
  },
  write(writer, { http_version, status_code, reason_phrase }) {
    if (!isOf(textClass, reason_phrase)) throw new RangeError(`${reason_phrase} is not a phrase`);
    putText(writer, `${http_version} ${status_code} ${reason_phrase}\r\n`);
  },
};

/** A start line and the header section after it. */
const withHeaders = <T extends object>(startLine: Codec<T>): Codec<T & WithHeaders> => ({
  read: (reader) => ({ ...startLine.read(reader), headers: headerSection.read(reader) }),
  write(writer, head) {
    startLine.write(writer, head);
    headerSection.write(writer, head.headers);
  },
});

export const requestHead: Codec<RequestLine & WithHeaders> = withHeaders(requestLine);
export const responseHead: Codec<StatusLine & WithHeaders> = withHeaders(statusLine);

function word(reader: Reader, name: string, of: OctetClass, code: LineErrorCode): string {
  return reader.field(name, (r) => {
    const text = takeTextOf(r, of);
    if (text === '') throw malformed(r, code, `The ${name} is missing`);
    return text;
  });
}

function space(reader: Reader, code: LineErrorCode): void {
  reader.field('sp', (r) => {
    const [octet] = r.take(1);
    if (octet !== SP) throw malformed(r, code, `Expected SP, got octet ${octet}`);
  });
}

const version = (reader: Reader, code: LineErrorCode): string =>
  reader.field('http_version', (r) => {
    const text = takeTextOf(r, visibleClass);
    if (!versionShape.test(text)) throw malformed(r, code, 'Expected HTTP/ and two digits');
    return text;
  });
