import { type Machine, port } from '../../core/sansio/machine.ts';
import { Relay } from '../../core/sansio/relay.ts';
import { ascii, blocked, closed, received, writable } from '../support/playbook.ts';
import { type MachineLaws, start } from '../support/segmentation.ts';

/** A relay is a part of machines; here one that is nothing else. */
function relayAlone(): Machine {
  const relay = new Relay(port<Uint8Array>('outer'), port<Uint8Array>('inner'));
  return {
    get state() {
      return { name: relay.done ? 'CLOSED' : 'RELAYING' };
    },
    *handle(input) {
      if (input.type === 'start') yield* relay.start();
      else yield* relay.handle(input);
    },
  };
}

export const machines: MachineLaws = {
  'core/sansio/relay.ts#Relay': {
    create: relayAlone,
    conversations: {
      'octets both ways, one end after the other': [
        start,
        received('outer', ascii('to the inner side')),
        received('inner', ascii('to the outer side')),
        blocked('inner'),
        received('outer', ascii('what comes while blocked')),
        writable('inner'),
        closed('outer', 'end'),
        received('inner', ascii('after the half-close')),
        closed('inner', 'end'),
      ],
      'a reset': [start, received('outer', ascii('some')), closed('inner', 'reset')],
    },
  },
};
