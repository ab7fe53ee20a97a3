import { describe, expect, it } from 'vitest';
import { alertDescription, alertName, alertText } from '../../../core/tls/alert.ts';

describe('alerts', () => {
  it('RFC 8446 §6: have names, and numbers where they have none', () => {
    expect(alertName(40)).toBe('handshake_failure');
    expect(alertName(21)).toBe('21');
    expect(alertDescription.no_application_protocol).toBe(120);
  });

  it('have the texts of Go', () => {
    expect(alertText(48)).toBe('tls: unknown certificate authority');
    expect(alertText(99)).toBe('tls: alert(99)');
  });
});
