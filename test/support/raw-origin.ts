/** A server that says fixed octets to whoever has said a whole HTTP request, and remembers what was said. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

export class RawOrigin {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** What each connection has said, one character an octet. */
  readonly heard: string[] = [];
  /** What the next connections are answered, one after the other; then they get the last one. */
  answers: readonly string[] = [''];
  #count = 0;

  constructor() {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as { port: number }).port;
  }

  /** Forgets what was said. */
  expect(answers: readonly string[]): void {
    this.answers = answers;
    this.heard.length = 0;
    this.#count = 0;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #serve(socket: Socket): void {
    const number = this.#count++;
    const answer = this.answers[Math.min(number, this.answers.length - 1)] ?? '';
    let said = '';
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('data', (octets) => {
      const wasWhole = isWhole(said);
      said += octets.toString('latin1');
      this.heard[number] = said;
      if (!wasWhole && isWhole(said)) socket.end(answer, 'latin1');
    });
  }
}

function isWhole(said: string): boolean {
  const head = said.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const body = said.length - head - 4;
  if (/^transfer-encoding: chunked$/im.test(said.slice(0, head))) return said.endsWith('0\r\n\r\n');
  return body >= Number(/^content-length: (\d+)\r?$/im.exec(said.slice(0, head))?.[1] ?? 0);
}
