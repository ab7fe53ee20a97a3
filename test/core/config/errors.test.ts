import { describe, expect, it } from 'vitest';
import {
  ConfigError,
  creationFault,
  Fault,
  failureToRead,
  failureToStart,
  fault,
  linkText,
  refusal,
  within,
  wrapped,
} from '../../../core/config/errors.ts';

const place = { file: 'c.json', path: 'outbounds[0].tag' };
const position = { line: 3, column: 5 };

describe('linkText', () => {
  it('puts the package before what it says, and none before what Go says', () => {
    expect(linkText('config:unknown_protocol', 'x')).toBe('infra/conf: unknown config id: x');
    expect(linkText('config:json_malformed', 'unexpected EOF')).toBe('unexpected EOF');
  });
});

describe('within and wrapped', () => {
  it('put links before a fault, outermost first, and keep the rest of it', () => {
    const inner = new Fault('config:json_malformed', place, 'c', {
      stage: 'create',
      octetsRead: 7,
    });
    const outer = () =>
      within('a', () =>
        within('b', () => {
          throw inner;
        }),
      );
    expect(outer).toThrow('a > b > c');
    expect(wrapped('b', inner)).toMatchObject({
      code: 'config:json_malformed',
      place,
      message: 'b > c',
      details: { stage: 'create', octetsRead: 7 },
    });
  });

  it('let other errors pass', () => {
    const bug = new TypeError('bug');
    expect(() =>
      within('a', () => {
        throw bug;
      }),
    ).toThrow(bug);
  });

  it('give what is built', () => {
    expect(within('a', () => 5)).toBe(5);
  });
});

describe('refusal', () => {
  it('says where, what is expected, what is there and why', () => {
    const refused = refusal(place, {
      code: 'config:unsupported',
      expected: 'nothing',
      got: '"x"',
      why: 'this core has none',
    });
    expect(refused.message).toBe(
      'xhttp-lab: outbounds[0].tag: expected nothing, got "x"; this core has none',
    );
  });
});

describe('failureToStart', () => {
  it('names the files of a configuration that does not load', () => {
    const error = new ConfigError(fault(place, 'config:unknown_security', 'x'), position);
    expect(failureToStart(error, ['a.json', 'c.json'])).toBe(
      'Failed to start: main: failed to load config files: [a.json c.json] > infra/conf: Unknown security "x".',
    );
    expect(error).toMatchObject({ stage: 'load', ...place, ...position });
  });

  it('names the server where it is the server that is not created', () => {
    const error = new ConfigError(creationFault(place, 'config:balancer_not_found', 'b'), position);
    expect(failureToStart(error, ['c.json'])).toBe(
      'Failed to start: main: failed to create server > app/router: balancer b not found',
    );
  });
});

describe('failureToRead', () => {
  it('says what Xray v26.7.28 says of a file that is not there', () => {
    expect(failureToRead('n.json', 'open n.json: no such file or directory', ['n.json'])).toBe(
      'Failed to start: main: failed to load config files: [n.json] > infra/conf/serial: failed to read config: &{Name:n.json Format:json} > open n.json: no such file or directory',
    );
  });
});
