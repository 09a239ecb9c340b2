import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

const { scrypt } = crypto;

/** Costs a sixteenth of what the app pays, which would be most of the time of the tests of identity. */
const cheapScrypt = ((password, salt, length, options, done) =>
  scrypt(password, salt, length, { ...options, N: 1024 }, done)) as typeof scrypt;

// Runs before each test file, and files share a process.
if (scrypt.name !== cheapScrypt.name) {
  crypto.scrypt = cheapScrypt;
  syncBuiltinESMExports();
}
