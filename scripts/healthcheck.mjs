import http from 'node:http';
import https from 'node:https';

/** For the health check of the container: exit code 0 while the app in this container serves. */
const { PORT, TLS_CERT_FILE } = process.env;
const client = TLS_CERT_FILE ? https : http;
// The certificate is for another name than this address, at which only this container listens.
const target = { host: '127.0.0.1', port: PORT || 3000, path: '/healthz', rejectUnauthorized: false };
client
  .get(target, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1))
  .on('error', () => process.exit(1));
