import { describe, expect, it } from 'vitest';
import { type Command, port } from '../../../core/sansio/machine.ts';
import { StreamBody } from '../../../core/xhttp/stream-body.ts';
import { runDoing } from '../../support/doing.ts';
import { ascii, pauses, resumes, sent } from '../../support/playbook.ts';
import { body, end } from '../../support/xhttp-parts.ts';

const [a, b] = [ascii('a'), ascii('b')];

describe('the body of a stream', () => {
  function setUp() {
    const commands: Command[] = [];
    const stream = new StreamBody(port('conn'));
    return {
      stream,
      commands,
      run: <T>(doing: Parameters<typeof runDoing<T>>[0]) => runDoing(doing, commands),
    };
  }

  it('goes out as it is written, to its end', () => {
    const { stream, commands, run } = setUp();
    run(stream.begin(port('x')));
    expect(run(stream.write(a))).toBe(true);
    run(stream.end());
    expect(commands).toEqual([sent('x', body(a)), sent('x', end)]);
    expect(stream.isWhole).toBe(true);
  });

  it('keeps what comes before its request, and stops whoever writes', () => {
    const { stream, commands, run } = setUp();
    run(stream.write(a));
    run(stream.write(b));
    run(stream.end());
    run(stream.begin(port('x')));
    expect(commands).toEqual([
      pauses('conn'),
      sent('x', body(a)),
      sent('x', body(b)),
      sent('x', end),
      resumes('conn'),
    ]);
  });

  it('holds whoever writes once, and not when it is over', () => {
    const { stream, commands, run } = setUp();
    run(stream.begin(port('x')));
    run(stream.hold(true));
    run(stream.hold(true));
    run(stream.hold(false));
    run(stream.end());
    run(stream.hold(true));
    expect(commands).toEqual([pauses('conn'), resumes('conn'), sent('x', end)]);
  });

  it('takes nothing more when its request is gone, unless it was whole', () => {
    const { stream, commands, run } = setUp();
    run(stream.begin(port('x')));
    run(stream.fail());
    expect(run(stream.write(a))).toBe(false);
    run(stream.end());
    expect(commands).toEqual([]);
    expect(stream.isWhole).toBe(false);

    const whole = setUp();
    whole.run(whole.stream.begin(port('x')));
    whole.run(whole.stream.end());
    whole.run(whole.stream.fail());
    expect(whole.run(whole.stream.write(a))).toBe(true);
  });
});
