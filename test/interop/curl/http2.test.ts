import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasCurl } from '../../support/curl.ts';
import { Http2Live } from '../../support/http2-live.ts';
import { run } from '../../support/nghttp2.ts';
import { Answerer } from '../node-http/answerer.ts';
import { testOctets } from '../node-http/live.ts';

// without a second request on a connection: curl 7.88 fails at that with any server
describe.skipIf(!hasCurl())('Http2Server and curl --http2-prior-knowledge', () => {
  let live: Http2Live;
  let url: (path: string) => string;

  beforeEach(async () => {
    live = new Http2Live(new Answerer().machine);
    const port = await live.listen();
    url = (path) => `http://127.0.0.1:${port}${path}`;
  });
  afterEach(() => {
    live.stop();
    expect(live.faults).toEqual([]);
  });

  async function curl(args: readonly string[], input?: Uint8Array): Promise<Buffer> {
    const { code, output } = await run(
      'curl',
      ['--silent', '--show-error', '--max-time', '30', '--http2-prior-knowledge', ...args],
      input,
    );
    expect(code).toBe(0);
    return output;
  }

  it('get a page', async () => {
    const written = await curl(['--write-out', ' %{http_version}', url('/octets/70000')]);
    expect([written.length, written.subarray(-2).toString()]).toEqual([70_002, ' 2']);
  });

  it.each([
    ['of known length', ['--data-binary', '@-']],
    ['as it comes', ['--upload-file', '-']],
    ['after a word of consent', ['--data-binary', '@-', '-H', 'Expect: 100-continue']],
  ])('carry 3 MiB there and back %s', async (_how, args) => {
    const octets = testOctets(3 * 1_048_576);
    expect(Buffer.compare(await curl([...args, url('/echo')], octets), octets)).toBe(0);
  });

  it('agree that the answer to HEAD has no body', async () => {
    const fields = (await curl(['--head', url('/octets/9')])).toString();
    expect(fields).toMatch(/^HTTP\/2 200 \r\ncontent-length: 9\r\ndate: .+\r\n\r\n$/);
  });

  it('speak HTTP/1.1 on the same port', async () => {
    const { output } = await run('curl', [
      ...['--silent', '--http1.1', '--write-out', '%{http_version}', url('/octets/5')],
    ]);
    expect(output.subarray(5).toString()).toBe('1.1');
  });
});
