import { describe, expect, it } from 'vitest';
import { Loading } from '../../../core/config/loading.ts';

const at = { file: 'c.json', path: 'inbounds[0]' };

describe('Loading', () => {
  it('keeps warnings in their order, in the words of the package that says them', () => {
    const loading = new Loading();
    loading.warn(at, 'config:reality_target_name', 'a.ru');
    loading.warn(at, 'config:transport_deprecated', 'gRPC', 'XHTTP');
    expect(loading.warnings).toEqual([
      {
        at,
        code: 'config:reality_target_name',
        from: 'infra/conf',
        said: `REALITY: Choosing "a.ru" as the target will increase the likelihood of your server's IP being blocked by the GFW`,
      },
      {
        at,
        code: 'config:transport_deprecated',
        from: 'common/errors',
        said: 'The feature gRPC is deprecated, not recommended for using and might be removed. Please migrate to XHTTP as soon as possible.',
      },
    ]);
  });

  it('has no files unless it is given them', () => {
    expect(new Loading().readFile).toBeNull();
  });
});
