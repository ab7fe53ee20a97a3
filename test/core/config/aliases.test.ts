import { describe, expect, it } from 'vitest';
import {
  inboundProtocols,
  outboundProtocols,
  resolve,
  transports,
} from '../../../core/config/aliases.ts';

describe('resolve', () => {
  it.each([
    [inboundProtocols, 'Mixed', 'socks'],
    [inboundProtocols, 'tunnel', 'dokodemo-door'],
    [outboundProtocols, 'DIRECT', 'freedom'],
    [outboundProtocols, 'block', 'blackhole'],
    [transports, 'tcp', 'raw'],
    [transports, 'splithttp', 'xhttp'],
    [transports, 'ws', 'websocket'],
  ])('finds the one name in %o for %s', (table, name, found) => {
    expect(resolve<string>(table, name)).toBe(found);
  });

  it('finds nothing that only every object has', () => {
    expect(resolve(transports, 'constructor')).toBeUndefined();
    expect(resolve(transports, 'toString')).toBeUndefined();
  });
});

describe('a table of names', () => {
  it.each([inboundProtocols, outboundProtocols, transports])(
    'leads to names that stand for themselves',
    (table) => {
      const names = Object.values<string>(table);
      expect(names.length).toBeGreaterThan(6);
      for (const name of names) {
        // of websocket and mkcp Xray has the long name, too
        expect(resolve<string>(table, name)).toBe(name);
      }
    },
  );
});
