import { expect, it } from 'vitest';
import { readEnv } from '@/lib/env';

const unset = readEnv({});
const optional = ['DATABASE_URL', 'ALLOWED_HOSTS', 'TRUSTED_PROXIES', 'DRIFTWATCH_URL', 'CHROMIUM_PATH'];
const names = [...Object.keys(unset), ...optional, 'MAX_CONNECTIONS_PER_ADDRESS'];

it.each(['', '   '])('a setting that is %j counts as unset, whichever it is', (value) => {
  for (const name of names) expect(readEnv({ [name]: value })).toEqual(unset);
});

it('a 0 does not count as unset', () => {
  expect(readEnv({ PORT: '0', RETENTION_POINTS_DAYS: ' 0 ' })).toMatchObject({
    PORT: 0,
    RETENTION_POINTS_DAYS: 0,
  });
});

it.each(['TLS_CERT_FILE', 'TLS_KEY_FILE'])('%s alone is refused', (name) => {
  expect(() => readEnv({ [name]: '/etc/tls/file.pem' })).toThrow(
    'TLS_CERT_FILE: must be set together with TLS_KEY_FILE, or neither of them',
  );
});

it('the error names every bad variable', () => {
  const bad = { PORT: '65536', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x' };
  expect(() => readEnv(bad)).toThrow(/DATABASE_URL.*PORT.*LOG_LEVEL/);
});
