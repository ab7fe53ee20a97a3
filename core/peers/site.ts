/** A web server with a fixed set of pages, whatever the method; 404 for any other path. */

import { toUtf8 } from '../bytes/utf8.ts';
import type { HttpPart } from '../http/message.ts';
import { close, type Doing, type Input, type Machine, port, send } from '../sansio/machine.ts';

export interface Page {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface SiteOptions {
  /** By path, without query. */
  readonly pages: Readonly<Record<string, Page>>;
}

const notFound: Page = {
  status: 404,
  contentType: 'text/plain; charset=utf-8',
  body: 'Not found\n',
};

/** Ports: `exchange:<k>`, attached. */
export class Site implements Machine {
  readonly state = { name: 'SERVING' };
  readonly #pages: ReadonlyMap<string, Page>;
  /** Requests whose end has not come, by port. */
  readonly #requests = new Map<string, { readonly method: string; readonly path: string }>();

  constructor({ pages }: SiteOptions) {
    this.#pages = new Map(Object.entries(pages));
  }

  *handle(input: Input): Doing {
    if (input.type === 'closed') this.#requests.delete(input.port);
    if (input.type !== 'received') return;
    const part = input.value as HttpPart;
    if (part.part === 'request_head') {
      const [path = ''] = part.target.split('?');
      this.#requests.set(input.port, { method: part.method, path });
    }
    if (part.part === 'end') yield* this.#answer(input.port);
  }

  *#answer(name: string): Doing {
    const request = this.#requests.get(name);
    if (!request) return;
    this.#requests.delete(name);
    const exchange = port<HttpPart>(name);
    const page = this.#pages.get(request.path) ?? notFound;
    const body = toUtf8(page.body);
    const headers = [
      { name: 'Content-Type', value: page.contentType },
      { name: 'Content-Length', value: String(body.length) },
    ];
    yield* send<HttpPart>(exchange, { part: 'response_head', status: page.status, headers });
    if (request.method !== 'HEAD' && body.length > 0) {
      yield* send<HttpPart>(exchange, { part: 'body', data: body });
    }
    yield* send<HttpPart>(exchange, { part: 'end' });
    yield* close(exchange, 'end');
  }
}
