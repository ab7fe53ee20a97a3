import { Dialling } from '../../core/sansio/dialling.ts';
import { type Machine, port, send } from '../../core/sansio/machine.ts';
import { Relay } from '../../core/sansio/relay.ts';
import { ascii, blocked, closed, opened, received, writable } from '../support/playbook.ts';
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

/** A dial that sends on what came early, and then is a relay without an end. */
function dialAlone(): Machine {
  const [inner, outer] = [port<Uint8Array>('inner'), port<Uint8Array>('outer')];
  const dialling = new Dialling(inner, outer, { to: 'transport' }, 100);
  return {
    state: { name: 'DIALLING' },
    *handle(input) {
      if (input.type === 'start') yield* dialling.start();
      else if ((yield* dialling.handle(input)) === 'opened') {
        for (const octets of dialling.takeEarly()) yield* send(outer, octets);
      }
    },
  };
}

export const machines: MachineLaws = {
  'core/sansio/dialling.ts#Dialling': {
    create: dialAlone,
    conversations: {
      'octets before the connection is there': [
        start,
        received('inner', ascii('what is said early')),
        opened('outer'),
      ],
    },
  },
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
