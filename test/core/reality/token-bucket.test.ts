import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../../core/reality/token-bucket.ts';

describe('the token bucket', () => {
  it('lets the first octets go, and the read that crosses the line', () => {
    const bucket = new TokenBucket({ afterBytes: 10, bytesPerSec: 100, burstBytesPerSec: 0 }, 0);
    expect(bucket.take(8, 0)).toBe(0);
    expect(bucket.take(8000, 0)).toBe(0);
    expect(bucket.take(100, 0)).toBe(0); // the bucket is full
    expect(bucket.take(100, 0)).toBe(1000);
  });

  it('goes into debt and pays by time', () => {
    const bucket = new TokenBucket({ afterBytes: 0, bytesPerSec: 1000, burstBytesPerSec: 0 }, 0);
    expect(bucket.take(3000, 0)).toBe(2000);
    expect(bucket.take(500, 2000)).toBe(500);
    expect(bucket.take(500, 5000)).toBe(0);
    expect(bucket.take(600, 5000)).toBe(100);
  });

  it('holds a burst, and no less than a second', () => {
    const burst = new TokenBucket({ afterBytes: 0, bytesPerSec: 10, burstBytesPerSec: 500 }, 0);
    expect(burst.take(500, 0)).toBe(0);
    expect(burst.take(10, 0)).toBe(1000);
    const small = new TokenBucket({ afterBytes: 0, bytesPerSec: 10, burstBytesPerSec: 1 }, 0);
    expect(small.take(10, 0)).toBe(0);
  });
});
