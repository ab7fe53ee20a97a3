import { describe, expect, it } from 'vitest';
import { decodeRaw } from '../../../core/config/decode.ts';
import { readDocument } from '../../../core/config/json.ts';
import { type StreamSection, streamConfig } from '../../../core/config/stream-schema.ts';

function decode(value: unknown): StreamSection {
  const document = readDocument(JSON.stringify(value));
  const place = { file: 'c.json', path: '' };
  return decodeRaw(streamConfig, { node: document.root, document, place });
}

describe('streamConfig', () => {
  it('contains itself, as downloadSettings', () => {
    const innermost = { network: 'xhttp', port: 7 };
    const nested = {
      xhttpSettings: { downloadSettings: { xhttpSettings: { downloadSettings: innermost } } },
    };
    const decoded = decode(nested);
    const download = decoded.xhttpSettings?.downloadSettings?.xhttpSettings?.downloadSettings;
    expect(download).toMatchObject(innermost);
    expect(download?.$at.path).toBe(
      'xhttpSettings.downloadSettings.xhttpSettings.downloadSettings',
    );
  });

  it('leaves extra undecoded', () => {
    const decoded = decode({ xhttpSettings: { extra: { path: 5 } } });
    expect(decoded.xhttpSettings?.extra?.node.kind).toBe('object');
  });
});
