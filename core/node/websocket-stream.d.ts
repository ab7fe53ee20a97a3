/** The part of websocket-stream (its fork by httptoolkit) that the bridge uses; its own types are those of Node 11. */
declare module 'websocket-stream' {
  import type { Duplex } from 'node:stream';
  import type { WebSocket } from 'ws';

  /** Each write is a frame, and each frame is read as one Buffer. */
  export default function websocketStream(
    socket: WebSocket,
    options: { readonly objectMode: true },
  ): Duplex & { readonly socket: WebSocket };
}
