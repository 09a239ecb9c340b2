import { readFileSync } from 'node:fs';
import { createSecureContext, type Server } from 'node:tls';
import { DriftwatchError } from '../../lib/errors';
import { logger } from '../../lib/logger';

const lookEveryMs = 60_000;

/** Paths of PEM files. */
export interface TlsFiles {
  /** The certificate, followed by those of its chain. */
  certFile: string;
  keyFile: string;
}

function read(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new DriftwatchError('INVALID_INPUT', `${setting}: ${file} cannot be read (${code})`, { cause });
  }
}

/**
 * Returns the contents of both files.
 *
 * @throws INVALID_INPUT if one cannot be read, or if they are not a certificate and its key
 */
export function readTlsFiles({ certFile, keyFile }: TlsFiles) {
  const pair = { cert: read('TLS_CERT_FILE', certFile), key: read('TLS_KEY_FILE', keyFile) };
  try {
    createSecureContext(pair);
  } catch (cause) {
    const reason = (cause as Error).message;
    const message = `${certFile} and ${keyFile} are not a certificate and its key in PEM format: ${reason}`;
    throw new DriftwatchError('INVALID_INPUT', message, { cause });
  }
  return pair;
}

/**
 * Uses a renewed certificate for new connections within a minute. The contents are compared, because renewals
 * often replace a symbolic link. While the files do not fit each other, the previous pair stays in use.
 */
export function renewTls(server: Server, files: TlsFiles, current: ReturnType<typeof readTlsFiles>) {
  let used = current;
  const timer = setInterval(() => {
    try {
      const found = readTlsFiles(files);
      if (found.cert === used.cert && found.key === used.key) return;
      server.setSecureContext(found);
      used = found;
      logger.info('the renewed TLS certificate is in use');
    } catch (error) {
      logger.error('the TLS certificate cannot be renewed; the previous one stays in use', { error });
    }
  }, lookEveryMs);
  timer.unref();
  server.once('close', () => clearInterval(timer));
}
