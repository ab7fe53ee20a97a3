import { describe, expect, it } from 'vitest';
import { titleOf } from '../../../core/inspect/dissect.ts';
import { ascii } from '../../support/playbook.ts';
import { WireSteps } from '../../support/wire-steps.ts';

const id = '3f0c8a52-9d1e-4b7a-8f6d-0123456789ab';
const vless = `\0${'\xab'.repeat(16)}\0\x01\0\x50\x02\x0csite.example`;
const post = (seq: number, body: string) =>
  ascii(
    `POST /xh/${id}/${seq} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
const get = ascii(`GET /xh/${id} HTTP/1.1\r\nHost: a\r\n\r\n`);
const answer = ascii('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
const empty = ascii('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
const chunk = (data: string) => ascii(`${data.length.toString(16)}\r\n${data}\r\n`);

describe('the title of a packet', () => {
  it('names each message of a SOCKS handshake and of what is carried', () => {
    const wire = new WireSteps();
    const socks = wire.dial('socks');
    const steps = [
      socks.dialler('05 01 02'),
      socks.acceptor('05 02'),
      socks.dialler('01 01 61 01 62'),
      socks.acceptor('01 00'),
      socks.dialler('05 01 00 03 01 61 0050'),
      socks.acceptor('05 00 00 01 00000000 0000'),
      socks.dialler(ascii('GET /x HTTP/1.1\r\nHost: a\r\n\r\n')),
      socks.acceptor(ascii('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab')),
      socks.acceptor(ascii('cd')),
    ];
    expect(steps.map((step) => titleOf(wire.steps, step))).toEqual([
      { key: 'socks.method_selection' },
      { key: 'socks.method_reply', method: 2 },
      { key: 'socks.credentials' },
      { key: 'socks.credentials_reply', status: 0 },
      { key: 'socks.request', command: 1, destination: 'a:80' },
      { key: 'socks.reply', reply: 0 },
      { key: 'tunnelled.request', method: 'GET', target: '/x' },
      { key: 'tunnelled.response', status: 200, reason: 'OK' },
      { key: 'tunnelled' },
    ]);
  });

  it('names the two halves of XHTTP', () => {
    const wire = new WireSteps();
    const [up, down] = [wire.dial('uplink'), wire.dial('downlink')];
    const steps = [
      down.dialler(get),
      up.dialler(post(0, `${vless}GET / HTTP/1.1\r\n\r\n`)),
      up.dialler(post(1, 'more')),
      up.acceptor(empty),
      down.acceptor(answer),
      down.acceptor(chunk('\0\0HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n')),
      down.acceptor(chunk('not found')),
      down.acceptor(ascii('0\r\n\r\n')),
    ];
    const [method, path] = ['POST', `/xh/${id}`];
    expect(steps.map((step) => titleOf(wire.steps, step))).toEqual([
      { key: 'xhttp.get', method: 'GET', target: path },
      {
        key: 'xhttp.post_with_request',
        method,
        target: `${path}/0`,
        seq: 0,
        destination: 'site.example:80',
      },
      { key: 'xhttp.post', method, target: `${path}/1`, seq: 1 },
      { key: 'xhttp.post_answered', status: 200, reason: 'OK', seq: 0 },
      { key: 'xhttp.get_answered', status: 200, reason: 'OK' },
      { key: 'xhttp.downlink_response', status: 404, reason: 'Not Found' },
      { key: 'xhttp.downlink' },
      { key: 'xhttp.downlink_ended' },
    ]);
  });

  it('names more of what began in an earlier packet', () => {
    const wire = new WireSteps();
    const up = wire.dial('uplink');
    const long = post(0, `${vless}${'x'.repeat(100)}`);
    up.dialler(long.subarray(0, long.length - 50));
    const rest = up.dialler(long.subarray(long.length - 50));
    expect(titleOf(wire.steps, rest)).toEqual({ key: 'xhttp.packet' });
  });

  it('names HTTP that is no part of XHTTP', () => {
    const wire = new WireSteps();
    const web = wire.dial('destination');
    const steps = [
      web.dialler(ascii('GET /a HTTP/1.1\r\nHost: b\r\n\r\n')),
      web.acceptor(answer),
      web.acceptor(chunk('data')),
      web.acceptor(ascii('0\r\n\r\n')),
    ];
    expect(steps.map((step) => titleOf(wire.steps, step))).toEqual([
      { key: 'http1.request', method: 'GET', target: '/a' },
      { key: 'http1.response', status: 200, reason: 'OK' },
      { key: 'http1.body' },
      { key: 'http1.last_chunk' },
    ]);
  });

  it('passes over the end of a chunk that comes with the next one', () => {
    const wire = new WireSteps();
    const down = wire.dial('downlink');
    down.dialler(get);
    down.acceptor(answer);
    down.acceptor(ascii('3\r\n\0\0x'));
    const step = down.acceptor(ascii('\r\n0\r\n\r\n'));
    expect(titleOf(wire.steps, step)).toEqual({ key: 'xhttp.downlink_ended' });
  });

  it('names VLESS without XHTTP', () => {
    const wire = new WireSteps();
    const raw = wire.dial('uplink');
    const request = raw.dialler(ascii(vless));
    const response = raw.acceptor('0000');
    expect(titleOf(wire.steps, request)).toEqual({
      key: 'vless.request',
      destination: 'site.example:80',
    });
    expect(titleOf(wire.steps, response)).toEqual({ key: 'vless.response' });
  });

  it('says octets of what it does not know', () => {
    const wire = new WireSteps();
    expect(titleOf(wire.steps, wire.dial('destination').dialler('ff 03 01'))).toEqual({
      key: 'octets',
    });
  });
});
