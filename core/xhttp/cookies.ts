/** Cookies of requests as Go's net/http writes and reads them (cookie.go: Request.AddCookie, readCookies). */
import { fieldValues } from '../http/headers.ts';
import type { HeaderField } from '../http/message.ts';

/** The value of a Cookie field with one cookie more. */
export function withCookie(cookies: string, name: string, value: string): string {
  const cookie = `${name}=${writable(value)}`;
  return cookies === '' ? cookie : `${cookies}; ${cookie}`;
}

/** The value of the first cookie of this name, in whichever Cookie field; null when there is none. */
export function cookieValue(headers: readonly HeaderField[], name: string): string | null {
  for (const field of fieldValues(headers, 'Cookie')) {
    for (const pair of field.split(';')) {
      const [key = '', ...rest] = pair.trim().split('=');
      if (key.trim() !== name || name === '') continue;
      const value = unquoted(rest.join('='));
      if (/^[\x20!#-:<-[\]-~]*$/.test(value)) return value;
    }
  }
  return null;
}

/** Without octets that a cookie cannot hold; in quotation marks where there is a space or a comma. */
function writable(value: string): string {
  const clean = value.replace(/[^\x20!#-:<-[\]-~]/g, '');
  return /[ ,]/.test(clean) ? `"${clean}"` : clean;
}

const unquoted = (value: string): string => value.replace(/^"(.*)"$/s, '$1');
