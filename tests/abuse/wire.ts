import { Agent, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { keyFor } from '../../scripts/send-key';

/** A response as an attacker sees it. `status` is 0 if the connection ended without one. */
export interface Answer {
  status: number;
  byteCount: number;
}

const noAnswer: Answer = { status: 0, byteCount: 0 };
const agent = new Agent({ keepAlive: false });

interface Sent {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: Uint8Array | string;
  /** Sends no key. */
  isStranger?: boolean;
}

/** The header line with the key of an app: attackers are callers who are known, and may do everything. */
export function keyLine(host: string): string {
  const key = keyFor(`http://${host}`);
  return key === undefined ? '' : `Authorization: Bearer ${key}\r\n`;
}

/** Sends one request on its own connection and reads the whole response. */
export function send(
  url: string,
  { method = 'POST', path, headers = {}, body = '', isStranger = false }: Sent,
): Promise<Answer> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const key = isStranger ? undefined : keyFor(url);
    const all = { ...(key !== undefined && { authorization: `Bearer ${key}` }), ...headers };
    const options: RequestOptions = { hostname, port, path, method, agent, headers: all };
    const sent = request(options, (answer: IncomingMessage) => {
      let byteCount = 0;
      answer.on('data', (bytes: Buffer) => {
        byteCount += bytes.length;
      });
      answer.once('close', () => resolve({ status: answer.statusCode ?? 0, byteCount }));
    });
    sent.once('error', () => resolve(noAnswer));
    sent.end(body);
  });
}

/** Opens a raw connection; whatever the server does to it is not an error here. */
export function open(url: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.resume();
  return socket;
}

/** Writes bytes unchanged and returns the status of the first line of the response, 0 if there is none. */
export function sendRaw(url: string, bytes: Uint8Array | string): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = open(url);
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.includes('\r\n')) socket.end();
    });
    socket.once('close', () => {
      const [, status = '0'] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
      resolve({ status: Number(status), byteCount: text.length });
    });
    socket.write(bytes);
  });
}
