/**
 * One visitor of the bridge: his socket, as a stream of text frames, joined to his session.
 *
 * The development server loads this module anew for each visitor, so that he meets the code as it is.
 */
import { Session } from '../bridge/session.ts';
import { runHost } from './bridge-run.ts';
import type { BridgeStream } from './bridge-server.ts';

export function visit(stream: BridgeStream): void {
  const { socket } = stream;
  const session = new Session(runHost, {
    send(text) {
      if (stream.destroyed || stream.write(text)) return;
      // who does not read is not read either, so that answers cannot pile up
      socket.pause();
      stream.pause();
    },
    close: (code) => socket.close(code),
  });
  /** Nothing that a visitor does may end the process; should the session have a fault, it ends the visit. */
  const guarded = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      console.error(error);
      socket.terminate();
    }
  };
  stream.on('drain', () => {
    stream.resume();
    socket.resume();
  });
  stream.on('data', (frame: Buffer) =>
    guarded(() => session.receive(frame.toString(), performance.now())),
  );
  const seconds = setInterval(() => guarded(() => session.tick(performance.now())), 1_000);
  socket.on('close', () => {
    clearInterval(seconds);
    session.dispose();
  });
}
