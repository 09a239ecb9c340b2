import net, { type AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { toPrivateHosts } from '@/lib/http/outgoing/private-hosts';
import { type Delivery, deliverMail, type MailServer } from '@/lib/mail/deliver-mail';
import { startMailServer } from '../../helpers/mail-server';
import { mailTestCertificate } from '../../helpers/mail-test-certificate';

type Started = Awaited<ReturnType<typeof startMailServer>>;

let server: Started | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const mail = { to: 'ada@example.com', subject: 'Über drift', text: 'Accuracy fell.\n' };
const settings = {
  host: 'mail.test',
  user: 'user',
  password: 'password',
  from: 'driftwatch@example.com',
  tls: 'starttls',
} as const;

/** Delivers to the server that was started; only the tests know the name `mail.test`. */
function deliver(started: { port: number }, more: Partial<MailServer> = {}, delivery: Delivery = {}) {
  return deliverMail({ ...settings, port: started.port, ...more }, mail, {
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    privateHosts: toPrivateHosts(['mail.test']),
    ca: mailTestCertificate.cert,
    ...delivery,
  });
}

test.each(['starttls', 'tls'] as const)('a mail is delivered with %s', async (tls) => {
  server = await startMailServer({ ...mailTestCertificate, secure: tls === 'tls' });
  await deliver(server, { tls });
  expect(server.received).toMatchObject([
    { from: 'driftwatch@example.com', to: ['ada@example.com'], user: 'user', isEncrypted: true },
  ]);
  const [{ source = '' } = {}] = server.received;
  expect(source).toContain('From: Driftwatch <driftwatch@example.com>');
  expect(source).toContain('Accuracy fell.');
});

test('a server of ours may be used without TLS and without a user', async () => {
  server = await startMailServer({ hideSTARTTLS: true });
  await deliver(server, { tls: 'none', user: null, password: null });
  expect(server.received).toMatchObject([{ user: undefined, isEncrypted: false }]);
});

test('the password is never sent without TLS to a server that does not offer it', async () => {
  server = await startMailServer({ hideSTARTTLS: true });
  await expect(deliver(server)).rejects.toMatchObject({ code: 'EXTERNAL' });
  expect(server.received).toEqual([]);
});

test.each<[string, Partial<MailServer>, Delivery]>([
  ['of an unknown authority', {}, { ca: undefined as never }],
  ['for another name', { host: 'other.test' }, { privateHosts: toPrivateHosts(['other.test']) }],
])('a certificate %s is refused', async (_, more, delivery) => {
  server = await startMailServer(mailTestCertificate);
  await expect(deliver(server, more, delivery)).rejects.toMatchObject({
    code: 'EXTERNAL',
    message: expect.stringMatching(/did not accept the mail: .*certificate/i),
  });
  expect(server.received).toEqual([]);
});

test('a wrong password is reported', async () => {
  server = await startMailServer(mailTestCertificate);
  await expect(deliver(server, { password: 'wrong' })).rejects.toMatchObject({
    code: 'EXTERNAL',
    message: expect.stringMatching(/^mail.test:\d+ did not accept the mail: Invalid login/),
  });
});

test.each(['127.0.0.1', '2130706433', '0x7f.1', 'localhost', '::1'])(
  'the host %s is refused before any connection',
  async (host) => {
    server = await startMailServer(mailTestCertificate);
    const refused = deliverMail({ ...settings, host, port: server.port }, mail, {
      privateHosts: toPrivateHosts([]),
    });
    await expect(refused).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('OUTGOING_PRIVATE_HOSTS'),
    });
    expect(server.connections()).toBe(0);
  },
);

test('a public server needs TLS', async () => {
  const resolve = async () => [{ address: '93.184.216.34', family: 4 }];
  await expect(
    deliver({ port: 25 }, { host: 'public.test', tls: 'none' }, { resolve }),
  ).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: 'public.test needs TLS, because it is on the public internet',
  });
});

test('a server that says nothing is given up', async () => {
  const silent = net.createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  await expect(deliver({ port }, {}, { timeoutMs: 100 })).rejects.toMatchObject({
    code: 'EXTERNAL',
    message: `mail.test:${port} did not accept the mail: it took longer than 100 ms`,
  });
  await new Promise((resolve) => silent.close(resolve));
  await expect(deliver({ port })).rejects.toMatchObject({
    code: 'EXTERNAL',
    message: expect.stringContaining('ECONNREFUSED'),
  });
});
