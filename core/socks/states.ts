/**
 * The states of a SOCKS server's handshake (RFC 1928 §3–§6, RFC 1929; SOCKS 4 and 4A) and what each message does there.
 *
 * In WAIT_METHODS the client says which ways to authenticate it knows; where the server wants a password, WAIT_CREDENTIALS
 * comes next; in WAIT_REQUEST it says where to go. A client of version 4 says so at once. CONNECT is answered with success before anything is opened, as Xray
 * does (proxy/socks/protocol.go:handshake5, v26.7.28), so a failure behind it shows as an end of the connection only.
 * BIND and UDP ASSOCIATE are refused.
 */
import { type Decoded, encode } from '../bytes/codec.ts';
import { hostAndPort } from '../bytes/ip.ts';
import { fromUtf8 } from '../bytes/utf8.ts';
import {
  cancelTimer,
  type Destination,
  type Doing,
  facts,
  open,
  type Port,
  send,
} from '../sansio/machine.ts';
import { type StateOf, type Transitions, to } from '../sansio/transitions.ts';
import type { SocksFacts, SocksRejection } from './facts.ts';
import {
  addressOf,
  Command,
  type credentials,
  credentialsReply,
  destinationOf,
  Method,
  methodReply,
  type methodSelection,
  Reply,
  type Request,
  reply,
  Status,
} from './messages.ts';
import { destinationOf4, Reply4, type Request4, reply4 } from './messages4.ts';

export interface States {
  readonly WAIT_METHODS: Record<never, never>;
  readonly WAIT_CREDENTIALS: Record<never, never>;
  readonly WAIT_REQUEST: Record<never, never>;
  readonly RELAYING: Record<never, never>;
  readonly CLOSED: Record<never, never>;
}
export type State = StateOf<States>;
type In<Name extends keyof States> = StateOf<States, Name>;

export interface Messages {
  readonly method_selection: Decoded<typeof methodSelection>;
  readonly credentials: Decoded<typeof credentials>;
  readonly request: Request;
  readonly request4: Request4;
}

/** What the handlers know of their machine. */
export interface Self {
  readonly outer: Port<Uint8Array>;
  readonly inner: Port<Uint8Array>;
  /** `tcp:address:port` of the client. */
  readonly source: string;
  /** Where the server listens; it is what a reply names. */
  readonly bound: Destination;
  /** User name → password; null: no authentication. */
  readonly accounts: ReadonlyMap<string, string> | null;
  /** Who has authenticated; empty for nobody. */
  user: string;
}

export const handshakeTimer = 'handshake';
const fact = facts<SocksFacts>();

function* onMethodSelection(
  self: Self,
  _state: In<'WAIT_METHODS'>,
  { methods }: Messages['method_selection'],
): Doing<In<'WAIT_CREDENTIALS' | 'WAIT_REQUEST' | 'CLOSED'>> {
  const wanted = self.accounts ? Method.USERNAME_PASSWORD : Method.NO_AUTHENTICATION_REQUIRED;
  const method = methods.includes(wanted) ? wanted : Method.NO_ACCEPTABLE_METHODS;
  yield* send(self.outer, encode(methodReply, { ver: 5, method }));
  if (method !== wanted) return yield* refuse(self, { code: 'socks:no_acceptable_method' });
  return self.accounts ? { name: 'WAIT_CREDENTIALS' } : { name: 'WAIT_REQUEST' };
}

function* onCredentials(
  self: Self,
  _state: In<'WAIT_CREDENTIALS'>,
  { uname, passwd }: Messages['credentials'],
): Doing<In<'WAIT_REQUEST' | 'CLOSED'>> {
  const user = fromUtf8(uname);
  const known = self.accounts?.get(user) === fromUtf8(passwd);
  const status = known ? Status.SUCCESS : Status.FAILURE;
  yield* send(self.outer, encode(credentialsReply, { ver: 1, status }));
  if (!known) return yield* refuse(self, { code: 'socks:wrong_credentials' });
  self.user = user;
  return { name: 'WAIT_REQUEST' };
}

function* onRequest(
  self: Self,
  _state: In<'WAIT_REQUEST'>,
  request: Request,
): Doing<In<'RELAYING' | 'CLOSED'>> {
  const commandRejection = rejectionOf(request.cmd);
  if (commandRejection) {
    yield* answer(self, Reply.COMMAND_NOT_SUPPORTED, { host: '0.0.0.0', port: 0 });
    return yield* refuse(self, commandRejection);
  }
  const destination = destinationOf(request);
  if (!destination) {
    const domain = fromUtf8(request.dst_addr.octets);
    return yield* refuse(self, { code: 'socks:invalid_domain', domain });
  }
  yield* cancelTimer(handshakeTimer);
  yield* answer(self, Reply.SUCCEEDED, self.bound);
  return yield* connect(self, destination);
}

function* onRequest4(
  self: Self,
  _state: In<'WAIT_METHODS'>,
  request: Request4,
): Doing<In<'RELAYING' | 'CLOSED'>> {
  if (request.cd !== Command.CONNECT) {
    yield* answer4(self, Reply4.REJECTED);
    return yield* refuse(self, { code: 'socks:unsupported_command', command: request.cd });
  }
  const destination = destinationOf4(request);
  if (!destination) {
    const domain = fromUtf8(request.domain ?? new Uint8Array());
    return yield* refuse(self, { code: 'socks:invalid_domain', domain });
  }
  yield* cancelTimer(handshakeTimer);
  yield* answer4(self, Reply4.GRANTED);
  return yield* connect(self, destination);
}

function* connect(self: Self, destination: Destination): Doing<In<'RELAYING'>> {
  const named = `tcp:${hostAndPort(destination.host, destination.port)}`;
  yield* fact('socks:request_accepted', { destination: named });
  yield* open(self.inner, { to: 'destination', destination });
  return { name: 'RELAYING' };
}

export const transitions = {
  WAIT_METHODS: {
    method_selection: to(['WAIT_CREDENTIALS', 'WAIT_REQUEST', 'CLOSED'], onMethodSelection),
    request4: to(['RELAYING', 'CLOSED'], onRequest4),
  },
  WAIT_CREDENTIALS: { credentials: to(['WAIT_REQUEST', 'CLOSED'], onCredentials) },
  WAIT_REQUEST: { request: to(['RELAYING', 'CLOSED'], onRequest) },
  RELAYING: {},
  CLOSED: {},
} satisfies Transitions<Self, States, Messages>;

/** The message that a state waits for; in WAIT_METHODS a client of version 4 sends its request. */
export const awaited = {
  WAIT_METHODS: 'method_selection',
  WAIT_CREDENTIALS: 'credentials',
  WAIT_REQUEST: 'request',
} as const satisfies Partial<Record<keyof States, keyof Messages>>;

/** States why the connection is refused. The answer was sent before, where there is one. */
export function* refuse(self: Self, rejection: SocksRejection): Doing<In<'CLOSED'>> {
  yield* fact('socks:request_rejected', { source: self.source, ...rejection });
  return { name: 'CLOSED' };
}

function* answer(self: Self, rep: number, { host, port }: Destination): Doing {
  yield* send(self.outer, encode(reply, { rep, bnd_addr: addressOf(host), bnd_port: port }));
}

/** A reply of version 4, which names no address. */
export function* answer4(self: Self, cd: number): Doing {
  const reply = { vn: 0, cd, dst_port: 0, dst_ip: new Uint8Array(4) } as const;
  yield* send(self.outer, encode(reply4, reply));
}

function rejectionOf(cmd: number): SocksRejection | null {
  switch (cmd) {
    case Command.CONNECT:
      return null;
    case Command.BIND:
      return { code: 'socks:bind_not_supported' };
    case Command.UDP_ASSOCIATE:
      return { code: 'socks:udp_not_enabled' };
    default:
      return { code: 'socks:unknown_command', command: cmd };
  }
}
