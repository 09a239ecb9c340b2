import type { Attack } from './attacks';
import { type Answer, keyLine, open, send, sendRaw } from './wire';

const json = { 'content-type': 'application/json' };

/** Sends the same number of requests at once, as somebody without a key. */
function asStranger(
  count: number,
  request: (index: number) => { path: string; body?: object; cookie?: string },
) {
  return (url: string): Promise<Answer[]> =>
    Promise.all(
      Array.from({ length: count }, (_, index) => {
        const { path, body, cookie } = request(index);
        return send(url, {
          method: body === undefined ? 'GET' : 'POST',
          path,
          headers: { ...json, ...(cookie !== undefined && { cookie }) },
          body: body === undefined ? '' : JSON.stringify(body),
          isStranger: true,
        });
      }),
    );
}

/** Just below what Node accepts as headers. */
const long = (length: number) => 'x'.repeat(length);

async function longCredentials(url: string): Promise<Answer[]> {
  const { host } = new URL(url);
  const head = `GET /api/models HTTP/1.1\r\nHost: ${host}\r\n`;
  return Promise.all(
    Array.from({ length: 100 }, (_, index) => {
      const lines = [
        `Authorization: Bearer ${long(15_000)}${index}`,
        `Authorization: Bearer ${long(65_536)}`,
        `Authorization: bearer ${' '.repeat(15_000)}`,
        `Cookie: driftwatch.session_token=${long(15_000)}${index}`,
        `Cookie: ${'a=b; '.repeat(3000)}`,
      ];
      return sendRaw(url, `${head}${lines[index % lines.length]}\r\nConnection: close\r\n\r\n`);
    }),
  );
}

/** Opens event streams with one key, and keeps them for a while. */
async function eventStreams(url: string): Promise<Answer[]> {
  const { host } = new URL(url);
  const answers: Answer[] = [];
  const sockets = Array.from({ length: 1000 }, () => {
    const socket = open(url);
    socket.once('data', (chunk: Buffer) => {
      const [, status = '0'] = /^HTTP\/1\.1 (\d{3})/.exec(chunk.toString('latin1')) ?? [];
      answers.push({ status: Number(status), byteCount: chunk.length });
    });
    socket.write(`GET /api/events HTTP/1.1\r\nHost: ${host}\r\n${keyLine(host)}\r\n`);
    return socket;
  });
  await new Promise((resolve) => setTimeout(resolve, 3000));
  for (const socket of sockets) socket.destroy();
  return answers;
}

/** What the way in, which is open to everybody, and long responses have to withstand. */
export const strangerAttacks: Attack[] = [
  {
    name: '200 sign-ins of as many addresses at once',
    run: asStranger(200, (index) => ({
      path: '/api/sign-in',
      body: { email: `nobody-${index}@example.com`, password: 'a wrong password' },
    })),
  },
  {
    name: '20 passwords of 1 MB, and 20 just short enough to be read',
    run: asStranger(40, (index) => ({
      path: '/api/sign-in',
      body: { email: 'nobody@example.com', password: long(index % 2 === 0 ? 2 ** 20 : 60_000) },
    })),
  },
  {
    name: '200 tokens of set-up and of links for passwords',
    run: asStranger(200, (index) =>
      index % 2 === 0
        ? { path: '/api/password-links/use', body: { token: `guess-${index}`, password: long(128) } }
        : {
            path: '/api/set-up',
            body: { token: `guess-${index}`, name: 'x', email: `x${index}@example.com`, password: long(128) },
          },
    ),
  },
  {
    name: '200 ways back from a sign-in provider with long states',
    run: asStranger(200, (index) => ({
      path: `/api/sign-in/provider/callback?code=${index}&state=${long(7000)}`,
      cookie: `driftwatch.provider_ticket=${long(4000)}`,
    })),
  },
  { name: '100 keys and cookies of 15 to 64 KB', run: longCredentials },
  {
    name: '100 pages of the sign-in',
    run: asStranger(100, (index) => ({ path: `/sign-in?next=/${index}` })),
  },
  { name: '1,000 event streams of one key', run: eventStreams },
  {
    name: '50 exports of the audit trail',
    run: (url) =>
      Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          send(url, {
            method: 'GET',
            path: `/api/audit/export?format=${index % 2 === 0 ? 'csv' : 'ndjson'}`,
          }),
        ),
      ),
  },
];
