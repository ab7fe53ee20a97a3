/**
 * Settings (RFC 9113 §6.5.2): what each end tells the other of its limits.
 *
 * Ours are those of Go's x/net/http2 (v0.57.0, as in Xray v26.7.28), client and server, in its order.
 */
import { refused } from './errors.ts';
import type { Setting } from './frame-types.ts';

export const settingIds = {
  HEADER_TABLE_SIZE: 0x1,
  ENABLE_PUSH: 0x2,
  MAX_CONCURRENT_STREAMS: 0x3,
  INITIAL_WINDOW_SIZE: 0x4,
  MAX_FRAME_SIZE: 0x5,
  MAX_HEADER_LIST_SIZE: 0x6,
} as const;

export type SettingName = keyof typeof settingIds;
export type Settings = Readonly<Record<SettingName, number>>;

/** What holds until an end has said otherwise. */
export const initialSettings: Settings = {
  HEADER_TABLE_SIZE: 4_096,
  ENABLE_PUSH: 1,
  MAX_CONCURRENT_STREAMS: Number.POSITIVE_INFINITY,
  INITIAL_WINDOW_SIZE: 65_535,
  MAX_FRAME_SIZE: 16_384,
  MAX_HEADER_LIST_SIZE: Number.POSITIVE_INFINITY,
};

/** What one end says at the beginning of a connection. */
export interface Opening {
  readonly settings: Partial<Settings>;
  /** By how much it widens the connection's window, in octets. */
  readonly windowIncrement: number;
}

export const clientOpening: Opening = {
  settings: {
    ENABLE_PUSH: 0,
    INITIAL_WINDOW_SIZE: 4_194_304,
    MAX_FRAME_SIZE: 16_384,
    MAX_HEADER_LIST_SIZE: 10_485_760,
  },
  windowIncrement: 1_073_741_824,
};

/** Go adds 320 octets to the limit of a header for the 32 that each field counts more here. */
const headerSlackOctets = 320;

export const serverOpening = (maxHeaderOctets: number): Opening => ({
  settings: {
    MAX_FRAME_SIZE: 1_048_576,
    MAX_CONCURRENT_STREAMS: 250,
    MAX_HEADER_LIST_SIZE: maxHeaderOctets + headerSlackOctets,
    HEADER_TABLE_SIZE: 4_096,
    INITIAL_WINDOW_SIZE: 1_048_576,
  },
  windowIncrement: 1_048_576 - 65_535,
});

/** As they go on the wire, in the order of their object. */
export const wireSettings = (settings: Partial<Settings>): readonly Setting[] =>
  Object.entries(settings).map(([name, value]) => ({
    identifier: settingIds[name as SettingName],
    value,
  }));

const names: ReadonlyMap<number, SettingName> = new Map(
  Object.entries(settingIds).map(([name, id]) => [id, name as SettingName]),
);

/** The settings after what a peer has said; identifiers without a meaning are ignored. Throws ProtocolError. */
export function changed(settings: Settings, said: readonly Setting[]): Settings {
  const after: Record<SettingName, number> = { ...settings };
  for (const { identifier, value } of said) {
    const name = names.get(identifier);
    if (name) after[name] = checked(name, value);
  }
  return after;
}

const maxWindow = 2 ** 31 - 1;

function checked(name: SettingName, value: number): number {
  if (name === 'INITIAL_WINDOW_SIZE' && value > maxWindow) {
    throw refused('http2:initial_window_too_large', `INITIAL_WINDOW_SIZE is ${value}`);
  }
  const isWrong =
    (name === 'ENABLE_PUSH' && value > 1) ||
    (name === 'MAX_FRAME_SIZE' && (value < 16_384 || value > 16_777_215));
  if (isWrong) throw refused('http2:malformed_setting', `${name} is ${value}`);
  return value;
}
