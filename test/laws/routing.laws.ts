import { Dispatcher } from '../../core/routing/dispatcher.ts';
import { type MachineLaws, start } from '../support/segmentation.ts';

export const machines: MachineLaws = {
  'core/routing/dispatcher.ts#Dispatcher': {
    create: () =>
      new Dispatcher({
        destination: { host: 'site.example', port: 80 },
        inboundTag: 'socks-in',
        source: 'tcp:192.0.2.1:50000',
        user: '',
        email: '',
        rules: [],
        outboundTags: ['direct'],
      }),
    // it receives nothing
    conversations: { 'the default outbound': [start] },
  },
};
