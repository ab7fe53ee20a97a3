/**
 * The states of a stream (RFC 9113 §5.1), seen from one of its ends.
 *
 *                send or recv HEADERS
 *     idle ─────────────────────────────▶ open
 *                                  send  │    │  recv
 *                            END_STREAM  ▼    ▼  END_STREAM
 *                     half-closed (local)      half-closed (remote)
 *                        recv END_STREAM │    │ send END_STREAM
 *                                        ▼    ▼
 *              any RST_STREAM ─────────▶ closed
 *
 * Without the two reserved states, which belong to server push.
 */

export type StreamState =
  | 'idle'
  | 'open'
  | 'half-closed (local)'
  | 'half-closed (remote)'
  | 'closed';

export type StreamMessage =
  | 'send_headers'
  | 'recv_headers'
  | 'send_end_stream'
  | 'recv_end_stream'
  | 'send_rst_stream'
  | 'recv_rst_stream';

type Row = Readonly<Partial<Record<StreamMessage, { readonly to: readonly [StreamState] }>>>;

const open = { to: ['open'] } as const;
const closed = { to: ['closed'] } as const;
const reset = { send_rst_stream: closed, recv_rst_stream: closed } as const;

export const streamTransitions: Readonly<Record<StreamState, Row>> = {
  idle: { send_headers: open, recv_headers: open },
  open: {
    send_end_stream: { to: ['half-closed (local)'] },
    recv_end_stream: { to: ['half-closed (remote)'] },
    ...reset,
  },
  'half-closed (local)': { recv_end_stream: closed, ...reset },
  'half-closed (remote)': { send_end_stream: closed, ...reset },
  closed: {},
};

/** The state after a message; null where it cannot be. */
export const stateAfter = (state: StreamState, message: StreamMessage): StreamState | null =>
  streamTransitions[state][message]?.to[0] ?? null;

/** Whether this end may still send DATA and HEADERS. */
export const maySend = (state: StreamState): boolean =>
  state === 'open' || state === 'half-closed (remote)';

/** Whether the peer may. */
export const mayReceive = (state: StreamState): boolean =>
  state === 'open' || state === 'half-closed (local)';
