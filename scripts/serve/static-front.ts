import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { RequestListener, ServerResponse } from 'node:http';
import path from 'node:path';

const prefix = '/_next/static/';
const types: Record<string, string> = {
  '.js': 'application/javascript; charset=UTF-8',
  '.css': 'text/css; charset=UTF-8',
  '.svg': 'image/svg+xml',
};

/**
 * The addresses of all files that have a brotli copy, with those. Only these are ever read, whatever an
 * address says.
 */
function compressedFiles(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Map(
    names
      .filter((name) => name.endsWith('.br'))
      .map((name) => [
        prefix + name.slice(0, -'.br'.length).split(path.sep).join('/'),
        path.join(folder, name),
      ]),
  );
}

async function send(response: ServerResponse, url: string, body: Promise<Buffer>, isHead: boolean) {
  const bytes = await body;
  response.writeHead(200, {
    'content-type': types[path.extname(url)] ?? 'application/octet-stream',
    'content-encoding': 'br',
    'content-length': bytes.byteLength,
    vary: 'Accept-Encoding',
    // The name changes with the content.
    'cache-control': 'public, max-age=31536000, immutable',
  });
  response.end(isHead ? undefined : bytes);
}

/**
 * Sends the scripts and stylesheets of a build as brotli to those who take it, out of memory; everything else
 * is the app's.
 *
 * @param folder `static` of a build of Next, with the copies that the build has made.
 */
export function staticFront(app: RequestListener, folder: string): RequestListener {
  const files = compressedFiles(folder);
  const read = new Map<string, Promise<Buffer>>();
  return (request, response) => {
    const { method, url = '', headers } = request;
    const file = files.get(url);
    const isRead = method === 'GET' || method === 'HEAD';
    const takesBrotli = /(^|[\s,])br([\s,]|$)/.test(headers['accept-encoding']?.toString() ?? '');
    if (file === undefined || !isRead || !takesBrotli || headers.range !== undefined)
      return app(request, response);
    let body = read.get(file);
    if (!body) {
      body = readFile(file);
      read.set(file, body);
    }
    send(response, url, body, method === 'HEAD').catch(() => {
      // A copy that is gone, as after a build under a running app, is one that there is not.
      files.delete(url);
      app(request, response);
    });
  };
}
