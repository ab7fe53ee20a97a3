import { Closing } from '../../core/sansio/closing.ts';
import { type Machine, port } from '../../core/sansio/machine.ts';
import { ascii, closed, received } from '../support/playbook.ts';
import { type MachineLaws, start } from '../support/segmentation.ts';

/** Closing is a part of machines; here one that is nothing else. */
function closingAlone(): Machine {
  const closing = new Closing([port<Uint8Array>('outer'), port<Uint8Array>('inner')]);
  return {
    get state() {
      return { name: closing.done ? 'CLOSED' : 'CLOSING' };
    },
    *handle(input) {
      if (input.type === 'start') yield* closing.start();
      else yield* closing.handle(input);
    },
  };
}

export const machines: MachineLaws = {
  'core/sansio/closing.ts#Closing': {
    create: closingAlone,
    conversations: {
      'octets, then the ends': [
        start,
        received('outer', ascii('too late')),
        closed('outer', 'end'),
        closed('inner', 'reset'),
      ],
    },
  },
};
