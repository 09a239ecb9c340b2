import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Reads a request, parses it and responds at once: the limit of node:http alone, as the ceiling of single
 * posts.
 */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.once('end', () => {
    const { value } = JSON.parse(Buffer.concat(chunks).toString());
    const body = JSON.stringify({ value });
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
