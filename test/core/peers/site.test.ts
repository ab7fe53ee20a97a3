import { describe, it } from 'vitest';
import { Site } from '../../../core/peers/site.ts';
import {
  ascii,
  attached,
  closed,
  closes,
  playbook,
  received,
  sent,
} from '../../support/playbook.ts';

const pages = {
  '/': { status: 200, contentType: 'text/html; charset=utf-8', body: 'é' },
  '/empty': { status: 200, contentType: 'text/plain', body: '' },
};
const serving = () =>
  playbook(new Site({ pages })).input(
    attached('exchange:1', { kind: 'exchange', remote: '203.0.113.10:50000' }),
  );
const head = (target: string, method = 'GET') =>
  received('exchange:1', {
    part: 'request_head',
    method,
    target,
    authority: 'site.example',
    headers: [],
  });
const end = received('exchange:1', { part: 'end' });

const answered = (status: number, type: string, length: number, ...more: object[]) => [
  sent('exchange:1', {
    part: 'response_head',
    status,
    headers: [
      { name: 'Content-Type', value: type },
      { name: 'Content-Length', value: String(length) },
    ],
  }),
  ...more.map((part) => sent('exchange:1', part)),
  sent('exchange:1', { part: 'end' }),
  closes('exchange:1', 'end'),
];
const page = { part: 'body', data: ascii('\xc3\xa9') };
const html = 'text/html; charset=utf-8';

describe('Site', () => {
  it('gives a page when the request is whole', () => {
    serving()
      .input(head('/'))
      .expects()
      .input(end)
      .expects(...answered(200, html, 2, page));
  });

  it('takes no notice of the query, nor of what is uploaded', () => {
    serving()
      .input(head('/?a=b', 'POST'), received('exchange:1', page), end)
      .expects(...answered(200, html, 2, page));
  });

  it('RFC 9110 §9.3.2: gives the same without a body for HEAD', () => {
    serving()
      .input(head('/', 'HEAD'), end)
      .expects(...answered(200, html, 2));
  });

  it('gives an empty page', () => {
    serving()
      .input(head('/empty'), end)
      .expects(...answered(200, 'text/plain', 0));
  });

  it.each(['/other', '/constructor', '//'])('RFC 9110 §15.5.5: gives 404 for %s', (target) => {
    const data = { part: 'body', data: ascii('Not found\n') };
    serving()
      .input(head(target), end)
      .expects(...answered(404, 'text/plain; charset=utf-8', 10, data));
  });

  it('forgets a request that breaks off', () => {
    serving().input(head('/'), closed('exchange:1', 'reset'), end).expects();
  });
});
