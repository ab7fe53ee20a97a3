/**
 * Small traces written by hand, for tests of what is made from traces.
 */

import { toUtf8 } from '../../core/bytes/utf8.ts';
import type { At, Step, Wire } from '../../core/trace/step.ts';

interface Given {
  readonly name: string;
  /** `host machine` or `host machine port`. */
  readonly at: string;
  readonly cause?: number | null;
  readonly links?: readonly number[];
  readonly time?: number;
  readonly data?: unknown;
  readonly wire?: Wire;
  readonly text?: string;
  readonly importance?: Step['importance'];
}

const commands = new Set(['send', 'close', 'open', 'offer', 'ready', 'random', 'set_timer']);

/** Steps in order; each method gives the id of the step that it adds. */
export class Trace {
  readonly steps: Step[] = [];
  #time = 0;
  #connections = 0;
  #sent = new Map<string, number>();

  /** Later by so many ms, from the next step on. */
  later(ms: number): this {
    this.#time += ms;
    return this;
  }

  add(given: Given): number {
    const [host = '', machine = '', port] = given.at.split(' ');
    const at: At = port === undefined ? { host, machine } : { host, machine, port };
    const { text, wire } = given;
    const data = text === undefined ? undefined : toUtf8(text);
    const id = this.steps.length;
    const kind = given.name.includes(':')
      ? 'fact'
      : given.name === 'state_updated'
        ? 'state'
        : commands.has(given.name)
          ? 'command'
          : 'input';
    this.steps.push({
      id,
      cause: given.cause ?? null,
      ...(given.links ? { links: given.links } : {}),
      time: given.time ?? this.#time,
      at,
      scope: null,
      kind,
      name: given.name,
      importance: given.importance ?? (wire || kind === 'fact' ? 'core' : 'base'),
      data: given.data ?? {},
      ...(wire ? { wire } : {}),
      ...(data ? { raw: { length: data.length, data } } : {}),
      state: '',
    } as Step);
    return id;
  }

  fact(name: string, at: string, cause: number | null = null, data: unknown = {}): number {
    return this.add({ name, at, cause, data });
  }

  /** A SYN: gives its step and the new connection's number. */
  syn(at: string, leg: string, address: string, port: number, cause: number | null = null) {
    const connection = ++this.#connections;
    const step = this.add({
      name: 'open',
      at,
      cause,
      data: { target: { to: 'address', address, port, leg } },
      wire: { connection, end: 'dialler', from: 0, to: 0 },
    });
    return { connection, step };
  }

  accepted(connection: number, at: string, local: string, cause: number | null): number {
    return this.add({
      name: 'accepted',
      at,
      cause,
      data: { listener: '', addresses: { local, remote: '' } },
      wire: { connection, end: 'acceptor', from: 0, to: 0 },
    });
  }

  opened(connection: number, at: string, cause: number, accepted: number): number {
    return this.add({
      name: 'opened',
      at,
      cause,
      links: [accepted],
      data: { addresses: null },
      wire: { connection, end: 'dialler', from: 0, to: 0 },
    });
  }

  send(connection: number, end: Wire['end'], at: string, text: string, cause: number | null) {
    const key = `${connection} ${end}`;
    const from = this.#sent.get(key) ?? 0;
    const to = from + toUtf8(text).length;
    this.#sent.set(key, to);
    return this.add({ name: 'send', at, cause, text, wire: { connection, end, from, to } });
  }

  /** All that the other end has sent up to now, or up to an offset. */
  received(connection: number, end: Wire['end'], at: string, cause: number | null, upTo?: number) {
    const other = end === 'dialler' ? 'acceptor' : 'dialler';
    const to = upTo ?? this.#sent.get(`${connection} ${other}`) ?? 0;
    return this.add({ name: 'received', at, cause, wire: { connection, end, from: 0, to } });
  }

  /** `close` by one end or `closed` at the other. */
  end(
    name: 'close' | 'closed',
    connection: number,
    end: Wire['end'],
    at: string,
    cause: number | null,
    how: 'end' | 'reset' | 'failed' = 'end',
  ): number {
    return this.add({ name, at, cause, data: { how }, wire: { connection, end, from: 0, to: 0 } });
  }
}
