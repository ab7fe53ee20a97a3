import { describe, expect, it, vi } from 'vitest';
import { Engine, noRecording } from '../../../core/engine/engine.ts';
import { Pump, type PumpOptions } from '../../../core/node/pump.ts';
import { WallClock } from '../../../core/node/wall-clock.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 }); // processes and sockets on a busy machine

const performer = {
  perform: () => undefined,
  wireOf: () => undefined,
  delivering: () => {},
  retire: () => {},
};

const engineOn = (clock = new WallClock()) => new Engine(clock, performer, noRecording);
const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

function pumpOf(work: () => boolean, options: Partial<PumpOptions> = {}): Pump {
  return new Pump({
    engine: engineOn(),
    work,
    fault: (error) => {
      throw error;
    },
    ...options,
  });
}

describe('the pump', () => {
  it('works until there is nothing left to do', () => {
    let left = 5;
    const rested = vi.fn();
    pumpOf(() => left-- > 0, { rested }).wake();
    expect(left).toBe(-1);
    expect(rested).toHaveBeenCalledOnce();
  });

  it('lets the event loop breathe between portions', async () => {
    let isOver = false;
    const pump = pumpOf(() => !isOver);
    pump.wake(); // would not return otherwise
    await soon();
    isOver = true;
    await soon();
    pump.dispose();
    expect(isOver).toBe(true);
  });

  it('does the work of the schedule when its time has come', async () => {
    const engine = engineOn();
    const due = new Promise<void>((resolve) => engine.schedule.add(20, resolve));
    const pump = pumpOf(() => engine.turn(), { engine });
    pump.wake();
    await due;
    pump.dispose();
    expect(engine.schedule.next).toBeNull();
    expect(engine.clock.now()).toBeGreaterThanOrEqual(20);
  });

  it('waits anew when something earlier is scheduled', async () => {
    const engine = engineOn();
    const order: string[] = [];
    const last = new Promise<void>((resolve) =>
      engine.schedule.add(40, () => {
        order.push('late');
        resolve();
      }),
    );
    const pump = pumpOf(() => engine.turn(), { engine });
    pump.wake();
    engine.schedule.add(10, () => order.push('early'));
    pump.wake();
    await last;
    pump.dispose();
    expect(order).toEqual(['early', 'late']);
  });

  it('goes on after a fault', () => {
    const faults: unknown[] = [];
    let piece = 0;
    const work = () => {
      if (++piece === 2) throw new Error('the second piece');
      return piece < 4;
    };
    pumpOf(work, { fault: (error) => faults.push(error) }).wake();
    expect(piece).toBe(4);
    expect(faults).toHaveLength(1);
  });
});

describe('a held pump', () => {
  it('works nothing, and the rest when it is released', async () => {
    let done = 0;
    const pump: Pump = pumpOf(() => {
      if (++done === 2) pump.hold();
      return done < 5;
    });
    pump.wake();
    pump.wake();
    expect(done).toBe(2);
    pump.release();
    expect(done).toBe(2);
    await soon();
    expect(done).toBe(5);
  });

  it('lets a clock stand still, and no timer fire', async () => {
    const clock = new WallClock();
    const engine = engineOn(clock);
    let fired = 0;
    engine.schedule.add(10, () => fired++);
    const gate = { hold: () => clock.pause(), release: () => clock.resume() };
    const pump = pumpOf(() => engine.turn(), { engine, gate });
    pump.wake();
    pump.hold();
    const heldAt = clock.now();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([clock.now(), fired]).toEqual([heldAt, 0]);
    pump.release();
    await vi.waitFor(() => expect(fired).toBe(1));
    pump.dispose();
  });
});

describe('a disposed pump', () => {
  it('does nothing any more', async () => {
    let done = 0;
    const pump = pumpOf(() => {
      done++;
      return false;
    });
    pump.dispose();
    pump.wake();
    pump.release();
    await soon();
    expect(done).toBe(0);
  });
});
