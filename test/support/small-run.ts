/**
 * The skeleton of a split run by hand: the client calls the VPS's 443 first, which falls back to 6666, then the CDN.
 */
import type { Lane } from '../../src/lib/view/lanes.ts';
import { Trace } from './trace.ts';

export const lanes: readonly Lane[] = [
  { id: 'app', host: 'app', narrow: 'client', addresses: [] },
  { id: 'client', host: 'client', narrow: 'client', addresses: ['192.0.2.2', '127.0.0.1:10808'] },
  { id: 'cdn', host: 'cdn', narrow: 'cdn', addresses: ['198.51.100.7:443', 'cdn.example:443'] },
  {
    id: 'vps443',
    host: 'vps',
    machines: ['front/'],
    narrow: 'vps',
    addresses: ['203.0.113.10:443'],
  },
  {
    id: 'vps6666',
    host: 'vps',
    narrow: 'vps',
    addresses: ['203.0.113.10:6666', 'localhost:6666'],
  },
  { id: 'site', host: 'site', narrow: 'vps', addresses: ['203.0.113.80:80'] },
];

const request =
  'GET /xh/3f0c8a52-9d1e-4b7a-8f6d-0123456789ab HTTP/1.1\r\nHost: vps.example\r\n\r\n';

export function smallRun() {
  const trace = new Trace();
  const start = trace.add({ name: 'start', at: 'app app/app#1' });
  const socks = trace.syn('app app/app#1', 'socks', '127.0.0.1', 10808, start);
  const inside = trace.accepted(socks.connection, 'client socks-in/listener', '', socks.step);
  const ready = trace.opened(socks.connection, 'app app/app#1', socks.step, inside);
  const hello = trace.send(socks.connection, 'dialler', 'app app/app#1', 'hello', ready);
  const heard = trace.received(socks.connection, 'acceptor', 'client socks-in/socks#1', hello);
  const asked = trace.fact('socks:request_accepted', 'client socks-in/socks#1', heard);
  const passed = trace.add({ name: 'open', at: 'client socks-in/socks#1', cause: heard });
  const begun = trace.add({ name: 'start', at: 'client proxy/http1#1', cause: passed });
  const down = trace.syn('client proxy/http1#1', 'downlink', '203.0.113.10', 443, begun);
  trace.later(110);
  const door = trace.accepted(down.connection, 'vps front/listener', '', down.step);
  trace.later(110);
  const usable = trace.opened(down.connection, 'client proxy/http1#1', down.step, door);
  const get = trace.send(down.connection, 'dialler', 'client proxy/http1#1', request, usable);
  const up = trace.syn('client proxy/http1#2', 'uplink', 'cdn.example', 443, usable);
  trace.later(110);
  const read = trace.received(down.connection, 'acceptor', 'vps front/vless#1', get);
  const fallback = trace.fact('vless:fallback_chosen', 'vps front/vless#1', read);
  const back = trace.syn('vps front/vless#1', 'fallback', 'localhost', 6666, read);
  const inner = trace.accepted(back.connection, 'vps xhttp-in/listener', '', back.step);
  trace.opened(back.connection, 'vps front/vless#1', back.step, inner);
  trace.later(15);
  const edge = trace.accepted(up.connection, 'cdn cdn/listener', '', up.step);
  const origin = trace.syn('cdn cdn/http1#2', 'origin', '203.0.113.10', 6666, edge);
  return {
    trace,
    steps: trace.steps,
    ids: { socks, hello, asked, down, door, usable, get, up, read, fallback, back, inner, origin },
  };
}
