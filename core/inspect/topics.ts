/** What packets can be about, as data; content has the words for each key. */

export interface OfRequest {
  readonly method: string;
  readonly target: string;
}
export interface OfResponse {
  readonly status: number;
  /** Empty in HTTP/2, which has none. */
  readonly reason: string;
}

/** What one thing in a packet is. `destination` is `host:port`. */
export type Topic =
  | { readonly key: 'socks.method_selection' }
  | { readonly key: 'socks.method_reply'; readonly method: number }
  | { readonly key: 'socks.credentials' }
  | { readonly key: 'socks.credentials_reply'; readonly status: number }
  | { readonly key: 'socks.request'; readonly command: number; readonly destination: string }
  | { readonly key: 'socks.reply'; readonly reply: number }
  /** Any HTTP message that is no part of an XHTTP connection. */
  | ({ readonly key: 'http1.request' } & OfRequest)
  | ({ readonly key: 'http1.response' } & OfResponse)
  /** More of a body that began before. */
  | { readonly key: 'http1.body' }
  /** The end of a body in chunks. */
  | { readonly key: 'http1.last_chunk' }
  | { readonly key: 'http2.preface' }
  | { readonly key: 'http2.settings' }
  | { readonly key: 'http2.settings_ack' }
  | { readonly key: 'http2.window_update' }
  | { readonly key: 'http2.ping' }
  | { readonly key: 'http2.pong' }
  | { readonly key: 'http2.goaway' }
  | { readonly key: 'http2.rst_stream' }
  | { readonly key: 'http2.priority' }
  | { readonly key: 'http2.push_promise' }
  | { readonly key: 'http2.continuation' }
  | { readonly key: 'http2.unknown_frame' }
  | { readonly key: 'http2.trailers' }
  /** A HEADERS frame whose fields cannot be read. */
  | { readonly key: 'http2.headers' }
  | ({ readonly key: 'http2.request' } & OfRequest)
  | ({ readonly key: 'http2.response' } & OfResponse)
  | { readonly key: 'http2.body' }
  /** A body ends with a DATA frame without octets. */
  | { readonly key: 'http2.ended' }
  | { readonly key: 'tls.client_hello'; readonly name: string }
  /** A ClientHello whose session id holds what REALITY has sealed. */
  | { readonly key: 'reality.client_hello'; readonly name: string }
  | { readonly key: 'tls.server_hello' }
  | { readonly key: 'tls.hello_retry_request' }
  /** ServerHello and all that the server proves itself by; `messages` are named as in the RFC. */
  | { readonly key: 'tls.server_flight'; readonly messages: string }
  /** The same with REALITY's temporary certificate. */
  | { readonly key: 'reality.server_flight'; readonly messages: string }
  | { readonly key: 'tls.finished' }
  | { readonly key: 'tls.handshake'; readonly messages: string }
  | { readonly key: 'tls.new_session_ticket' }
  | { readonly key: 'tls.key_update' }
  | { readonly key: 'tls.alert'; readonly description: string }
  | { readonly key: 'tls.close_notify' }
  | { readonly key: 'tls.change_cipher_spec' }
  /** A part of a record whose end is in a later packet. */
  | { readonly key: 'tls.part' }
  /** Records without content, for the sake of their lengths. */
  | { readonly key: 'tls.empty_record' }
  /** Records that nobody here has the secrets for. */
  | { readonly key: 'tls.unopened'; readonly records: number }
  | { readonly key: 'tls.cut' }
  /** XHTTP's GET, which opens the downlink. */
  | ({ readonly key: 'xhttp.get' } & OfRequest)
  /** Its answer. */
  | ({ readonly key: 'xhttp.get_answered' } & OfResponse)
  /** A packet of the uplink. */
  | ({ readonly key: 'xhttp.post'; readonly seq: number } & OfRequest)
  /** A packet with the VLESS request. */
  | ({
      readonly key: 'xhttp.post_with_request';
      readonly seq: number;
      readonly destination: string;
    } & OfRequest)
  | ({ readonly key: 'xhttp.post_answered'; readonly seq: number } & OfResponse)
  /** The request that carries the whole uplink: of stream-up, of stream-one. */
  | ({ readonly key: 'xhttp.stream_up' } & OfRequest)
  | ({ readonly key: 'xhttp.stream_up_answered' } & OfResponse)
  | ({ readonly key: 'xhttp.stream_one' } & OfRequest)
  | ({ readonly key: 'xhttp.stream_one_answered' } & OfResponse)
  /** More of a packet that began before. */
  | { readonly key: 'xhttp.packet' }
  | { readonly key: 'xhttp.packet_with_request'; readonly destination: string }
  | { readonly key: 'xhttp.packet_ended' }
  /** A part of a whole uplink. */
  | { readonly key: 'xhttp.uplink' }
  /** A part of the downlink. */
  | { readonly key: 'xhttp.downlink' }
  /** A part of the downlink in which an HTTP response of the destination begins. */
  | ({ readonly key: 'xhttp.downlink_response' } & OfResponse)
  | { readonly key: 'xhttp.downlink_ended' }
  /** VLESS without XHTTP. */
  | { readonly key: 'vless.request'; readonly destination: string }
  | { readonly key: 'vless.response' }
  | { readonly key: 'tunnelled' }
  | ({ readonly key: 'tunnelled.request' } & OfRequest)
  | ({ readonly key: 'tunnelled.response' } & OfResponse)
  | { readonly key: 'octets' };

export type PacketTitle = Topic & {
  /** What else is in the packet, in order. */
  readonly also?: readonly Topic[];
  /** It lies in TLS records that were opened: who only has the wire does not see it. */
  readonly isSealed?: true;
};

/** How much a topic matters beside others in one packet. */
export const ranks: Readonly<Record<Topic['key'], number>> = {
  'socks.method_selection': 50,
  'socks.method_reply': 50,
  'socks.credentials': 50,
  'socks.credentials_reply': 50,
  'socks.request': 50,
  'socks.reply': 50,
  'http1.request': 50,
  'http1.response': 50,
  'http1.body': 50,
  'http1.last_chunk': 50,
  'http2.preface': 40,
  'http2.settings': 30,
  'http2.settings_ack': 15,
  'http2.window_update': 10,
  'http2.ping': 50,
  'http2.pong': 50,
  'http2.goaway': 35,
  'http2.rst_stream': 50,
  'http2.priority': 50,
  'http2.push_promise': 50,
  'http2.continuation': 50,
  'http2.unknown_frame': 50,
  'http2.trailers': 50,
  'http2.headers': 50,
  'http2.request': 80,
  'http2.response': 80,
  'http2.body': 50,
  'http2.ended': 50,
  'tls.client_hello': 50,
  'reality.client_hello': 50,
  'tls.server_hello': 70,
  'tls.hello_retry_request': 50,
  'tls.server_flight': 70,
  'reality.server_flight': 70,
  'tls.finished': 45,
  'tls.handshake': 50,
  'tls.new_session_ticket': 25,
  'tls.key_update': 50,
  'tls.alert': 40,
  'tls.close_notify': 6,
  'tls.change_cipher_spec': 1,
  'tls.part': 5,
  'tls.empty_record': 6,
  'tls.unopened': 8,
  'tls.cut': 7,
  'xhttp.get': 90,
  'xhttp.get_answered': 85,
  'xhttp.post': 90,
  'xhttp.post_with_request': 90,
  'xhttp.post_answered': 85,
  'xhttp.stream_up': 90,
  'xhttp.stream_up_answered': 85,
  'xhttp.stream_one': 90,
  'xhttp.stream_one_answered': 85,
  'xhttp.packet': 50,
  'xhttp.packet_with_request': 50,
  'xhttp.packet_ended': 50,
  'xhttp.uplink': 50,
  'xhttp.downlink': 50,
  'xhttp.downlink_response': 50,
  'xhttp.downlink_ended': 50,
  'vless.request': 50,
  'vless.response': 50,
  tunnelled: 50,
  'tunnelled.request': 50,
  'tunnelled.response': 50,
  octets: 2,
};

/** Every key that a title can have. */
export const titleKeys = Object.keys(ranks) as Topic['key'][];
