/** Builds the settings of socks and http inbounds: infra/conf/socks.go and http.go of Xray (v26.7.28). */
import { placeOf } from './decode.ts';
import { refuseNull } from './refusals.ts';
import type { HttpInboundSettings, SocksInboundSettings } from './schema.ts';
import type { HttpInbound, SocksInbound } from './types.ts';

/** An unknown `auth` is none. */
export const buildSocks = (
  settings: SocksInboundSettings,
): Pick<SocksInbound, 'auth' | 'accounts' | 'udp'> => ({
  auth: settings.auth === 'password' ? 'password' : 'noauth',
  accounts: accountsOf(settings),
  udp: settings.udp,
});

export const buildHttpInbound = (
  settings: HttpInboundSettings,
): Pick<HttpInbound, 'accounts' | 'allowTransparent'> => ({
  accounts: accountsOf(settings),
  allowTransparent: settings.allowTransparent,
});

function accountsOf(settings: SocksInboundSettings | HttpInboundSettings): Map<string, string> {
  const field = settings.accounts ? 'accounts' : 'users';
  const accounts = (settings[field] ?? []).map((account, i) => {
    refuseNull(account, placeOf(settings, field), i);
    return [account.user, account.pass] as const;
  });
  return new Map(accounts);
}
