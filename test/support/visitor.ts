/** A visitor of the bridge, as a page is one: sends requests, takes answers and notices. */
import { WebSocket } from 'ws';
import {
  bridgePath,
  isNotice,
  type MethodName,
  type Methods,
  type Notice,
  type NoticeName,
  readReply,
} from '../../core/bridge/protocol.ts';
import { stepFromJson } from '../../core/trace/serialize.ts';
import type { Step } from '../../core/trace/step.ts';

export class Visitor {
  readonly socket: WebSocket;
  readonly steps: Step[] = [];
  readonly notices: Notice[] = [];
  /** Whether steps are acknowledged as they come. */
  acknowledges = true;
  readonly #answers = new Map<number, unknown>();
  #woken: (() => void)[] = [];
  #ids = 0;
  #failed: Error | null = null;
  #code: number | null = null;

  constructor(port: number, headers: Readonly<Record<string, string>> = {}, path = bridgePath) {
    const origin = `http://127.0.0.1:${port}`;
    this.socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, {
      headers: { origin, ...headers },
      perMessageDeflate: false,
    });
    this.socket.on('message', (data) => this.#take(String(data)));
    this.socket.on('close', (code) => {
      this.#code = code;
      this.#wake();
    });
    this.socket.on('error', (error) => {
      this.#failed = error;
      this.#wake();
    });
    this.socket.on('open', () => this.#wake());
  }

  async open(): Promise<this> {
    await this.until(() => this.socket.readyState === WebSocket.OPEN);
    return this;
  }

  /** Resolves when the condition holds; looks at it at every message. Rejects when the bridge is gone before. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#failed) throw this.#failed;
      if (this.#code !== null) throw new Error(`The bridge has closed with ${this.#code}`);
      await new Promise<void>((resolve) => this.#woken.push(resolve));
    }
  }

  /** The code with which the bridge closes, or the error that it answers. */
  async gone(): Promise<number | string> {
    while (this.#code === null && !this.#failed) {
      await new Promise<void>((resolve) => this.#woken.push(resolve));
    }
    return this.#failed ? this.#failed.message : (this.#code ?? '');
  }

  /** The whole answer to a text, however wrong it is. */
  async says(text: string): Promise<unknown> {
    const before = this.#answers.size;
    this.socket.send(text);
    await this.until(() => this.#answers.size > before);
    return [...this.#answers.values()].at(-1);
  }

  async asks<M extends MethodName>(
    method: M,
    params: Methods[M]['params'],
  ): Promise<Methods[M]['result']> {
    const id = ++this.#ids;
    this.socket.send(JSON.stringify({ id, method, params }));
    await this.until(() => this.#answers.has(id));
    const answer = this.#answers.get(id) as { result?: unknown; error?: { code: string } };
    if (answer.error) throw new Error(`${method}: ${answer.error.code}`);
    return answer.result as Methods[M]['result'];
  }

  async notice(method: NoticeName): Promise<Notice> {
    let found: Notice | undefined;
    await this.until(() => {
      found = this.notices.find((notice) => notice.method === method);
      return found !== undefined;
    });
    return found as Notice;
  }

  leave(): void {
    this.socket.terminate();
  }

  #take(text: string): void {
    const message = readReply(text);
    if (!message) throw new Error(`The bridge says ${text}`);
    if (!isNotice(message)) this.#answers.set(message.id ?? -1 - this.#answers.size, message);
    else if (message.method === 'trace.steps') {
      const { runId, steps } = message.params;
      this.steps.push(...steps.map(stepFromJson));
      const upTo = this.steps.at(-1)?.id ?? 0;
      const params = { runId, upTo };
      if (this.acknowledges) {
        this.socket.send(JSON.stringify({ id: ++this.#ids, method: 'trace.ack', params }));
      }
    } else this.notices.push(message);
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#woken.splice(0)) wake();
  }
}
