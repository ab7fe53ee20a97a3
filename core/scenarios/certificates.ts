/**
 * Certificates of the scenarios' hosts and of the authority that has signed them, valid from 2026 to 2046. For nothing
 * else: the private keys are public.
 *
 * Each is also for localhost and 127.0.0.1, where live runs take place. Made by test/support/make-certificates.ts.
 */
import { fromBase64 } from '../bytes/base64.ts';
import type { TlsIdentity } from '../engine/hosts.ts';

export type CertifiedHost = keyof typeof leaves;

/** The authority's certificate in DER. */
export const authority = (): Uint8Array => decoded(authorityCertificate);

/** Without the authority. */
export const identityOf = (host: CertifiedHost): TlsIdentity => ({
  chain: [decoded(leaves[host].certificate)],
  privateKey: decoded(leaves[host].privateKey),
});

const decoded = (lines: readonly string[]): Uint8Array => {
  const octets = fromBase64(lines.join(''));
  if (!octets) throw new RangeError('Malformed Base64');
  return octets;
};

const authorityCertificate = [
  'MIIBpDCCAUmgAwIBAgIJAYKbof+BePAwMAoGCCqGSM49BAMCMCMxITAfBgNVBAMMGHhodHRwLWxhYiB0',
  'ZXN0IGF1dGhvcml0eTAeFw0yNjAxMDEwMDAwMDBaFw00NjAxMDEwMDAwMDBaMCMxITAfBgNVBAMMGHho',
  'dHRwLWxhYiB0ZXN0IGF1dGhvcml0eTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABI8L8js1fLOoW0NM',
  't8wkwbYDCj6wOMTsjAlu3opv6rGcn5LcC0JwmLeAaqzq59GdGaZQula2LiunWkWOgbHFn62jZjBkMBIG',
  'A1UdEwEB/wQIMAYBAf8CAQAwDgYDVR0PAQH/BAQDAgIEMB0GA1UdDgQWBBRj9PMMz9Jf6LYq9wpAs5Qw',
  'HITJ/jAfBgNVHSMEGDAWgBRj9PMMz9Jf6LYq9wpAs5QwHITJ/jAKBggqhkjOPQQDAgNJADBGAiEA7+xX',
  'DDhGE+vfCpOMIJ7rWw+aV5UIQRSKO+v0YNwbIoQCIQChkuFRw2Cbntr4nS00S85s3+ntvZ6dDh3t7HW2',
  'Qgt/NA==',
];

const leaves = {
  'cdn.example': {
    certificate: [
      'MIIB0TCCAXagAwIBAgIJAQEFrS2U8HH1MAoGCCqGSM49BAMCMCMxITAfBgNVBAMMGHhodHRwLWxhYiB0',
      'ZXN0IGF1dGhvcml0eTAeFw0yNjAxMDEwMDAwMDBaFw00NjAxMDEwMDAwMDBaMBYxFDASBgNVBAMMC2Nk',
      'bi5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEzaGJgEV4sjALbB5Fkw4l4/di8qscs2uo',
      'h22viWBNlXczo+XJ5RmOmtJGUyCX+FqtR9cHGRMSFh8B0mmfVMBrE6OBnzCBnDAMBgNVHRMBAf8EAjAA',
      'MA4GA1UdDwEB/wQEAwIHgDAdBgNVHQ4EFgQU8meeuRz0nB65NFTWKOI49syCMKcwHwYDVR0jBBgwFoAU',
      'Y/TzDM/SX+i2KvcKQLOUMByEyf4wEwYDVR0lBAwwCgYIKwYBBQUHAwEwJwYDVR0RBCAwHoILY2RuLmV4',
      'YW1wbGWCCWxvY2FsaG9zdIcEfwAAATAKBggqhkjOPQQDAgNJADBGAiEAkGyFQPCpCDMevJ3H0Cwj/2wO',
      'F9/lPDOPXDVzmW5DDosCIQD/4sGqI1+TIX9PeVSIC64MZAyJjoi9tmGjRY7LqENvXQ==',
    ],
    privateKey: [
      'MEECAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQcEJzAlAgEBBCBu3nRCSwriP5oVwQbrcXUU7QnpZCmjgy/O',
      'c5n1+w6l9g==',
    ],
  },
  'site.example': {
    certificate: [
      'MIIB0TCCAXigAwIBAgIJATkntsMtloUoMAoGCCqGSM49BAMCMCMxITAfBgNVBAMMGHhodHRwLWxhYiB0',
      'ZXN0IGF1dGhvcml0eTAeFw0yNjAxMDEwMDAwMDBaFw00NjAxMDEwMDAwMDBaMBcxFTATBgNVBAMMDHNp',
      'dGUuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABB6PP2EnRp4CYmGgCbt7G1tYn3MlOHmC',
      'PJ+6RJHoJ0MBlqDv/JzN0LGmp8zt6x1fRDJ4/4KHnEh1vE2AVuKgDqijgaAwgZ0wDAYDVR0TAQH/BAIw',
      'ADAOBgNVHQ8BAf8EBAMCB4AwHQYDVR0OBBYEFI0AvivPAjVL/2kjSSxFdaX6l2BYMB8GA1UdIwQYMBaA',
      'FGP08wzP0l/otir3CkCzlDAchMn+MBMGA1UdJQQMMAoGCCsGAQUFBwMBMCgGA1UdEQQhMB+CDHNpdGUu',
      'ZXhhbXBsZYIJbG9jYWxob3N0hwR/AAABMAoGCCqGSM49BAMCA0cAMEQCIDw9AdsriPlHEVlbn0+nOHp4',
      '7uDi0LS5N0mOkIeBM9jaAiAqc7zd95K6oDS5gWVwlc33jJi4cjFt8nU8MwkPvym3iQ==',
    ],
    privateKey: [
      'MEECAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQcEJzAlAgEBBCABOruQRLxN6gV3CKizaWs31wHLTsbX1Gqj',
      'WqYdv3hGxg==',
    ],
  },
  'target.example': {
    certificate: [
      'MIIB6TCCAZCgAwIBAgIJAQqeLujxmKN+MAoGCCqGSM49BAMCMCMxITAfBgNVBAMMGHhodHRwLWxhYiB0',
      'ZXN0IGF1dGhvcml0eTAeFw0yNjAxMDEwMDAwMDBaFw00NjAxMDEwMDAwMDBaMBkxFzAVBgNVBAMMDnRh',
      'cmdldC5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEjqEnjdaPfMtH3N3w4lFZNjLWqAAf',
      'RHSTvAZ390jDw4qTP9ZrWp22KrIZQSar55m4vbm9jcdk8r03zuwQacEI+qOBtjCBszAMBgNVHRMBAf8E',
      'AjAAMA4GA1UdDwEB/wQEAwIHgDAdBgNVHQ4EFgQUt7FQk0bHjQ2otZVeg9EgYxOUc5owHwYDVR0jBBgw',
      'FoAUY/TzDM/SX+i2KvcKQLOUMByEyf4wEwYDVR0lBAwwCgYIKwYBBQUHAwEwPgYDVR0RBDcwNYIOdGFy',
      'Z2V0LmV4YW1wbGWCEnd3dy50YXJnZXQuZXhhbXBsZYIJbG9jYWxob3N0hwR/AAABMAoGCCqGSM49BAMC',
      'A0cAMEQCIDuCpDwLJyDPleIusTx6NcxHirsgYV1DpQ2rN/W7Ac46AiAveuBr4mcj5kJL8zMMCOKrrMGd',
      'U/wZCL9d9vwTqWMFeQ==',
    ],
    privateKey: [
      'MEECAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQcEJzAlAgEBBCDJQsSoFTSYsN6VM0WAbyK0SukRWRsDub9G',
      'dieofOwHbw==',
    ],
  },
  'vps.example': {
    certificate: [
      'MIIB1TCCAXygAwIBAgIJAT7OSfLbhxnVMAoGCCqGSM49BAMCMCMxITAfBgNVBAMMGHhodHRwLWxhYiB0',
      'ZXN0IGF1dGhvcml0eTAeFw0yNjAxMDEwMDAwMDBaFw00NjAxMDEwMDAwMDBaMBYxFDASBgNVBAMMC3Zw',
      'cy5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEIsUWk3DaGhR1ueohIVTewUQi9GDaK26i',
      '4cnYcIz0SQvvgO/KpPY8B8Reb56bUXGoJNVOAeDIzE6M5+es404136OBpTCBojAMBgNVHRMBAf8EAjAA',
      'MA4GA1UdDwEB/wQEAwIHgDAdBgNVHQ4EFgQUnbkI9XNKghw4RcO6ggNrRPojgfUwHwYDVR0jBBgwFoAU',
      'Y/TzDM/SX+i2KvcKQLOUMByEyf4wEwYDVR0lBAwwCgYIKwYBBQUHAwEwLQYDVR0RBCYwJIILdnBzLmV4',
      'YW1wbGWCCWxvY2FsaG9zdIcEywBxCocEfwAAATAKBggqhkjOPQQDAgNHADBEAiBRN0PO1OhIe5yT00e8',
      'yx3fKu1HI4HfrDHUb0jAevJ9XwIgZtWr/PpuvAs0X2aMys2rI4b9Sg+6OqEed7z5TyAKyQA=',
    ],
    privateKey: [
      'MEECAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQcEJzAlAgEBBCAVe3IovvxS9zalz+iw7ziawKDBPFGzBO8I',
      'f55kd0PS8Q==',
    ],
  },
} as const;
