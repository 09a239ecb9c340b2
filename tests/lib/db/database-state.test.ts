import { expect, test } from 'vitest';
import {
  databasePlace,
  databaseState,
  noteDiskFull,
  setDatabaseFolder,
  setDatabaseState,
} from '@/lib/db/database-state';
import { toUnavailable } from '@/lib/db/unavailable';

test('a database is starting until it is reported up, and down with its reason', () => {
  expect(databaseState().status).toBe('starting');
  setDatabaseState({ status: 'up', reason: null });
  expect(databaseState()).toEqual({ status: 'up', reason: null });
  setDatabaseState({ status: 'down', reason: 'PostgreSQL is gone' });
  expect(databaseState()).toEqual({ status: 'down', reason: 'PostgreSQL is gone' });
});

test('a disk that PostgreSQL finds full makes it down for a minute, and names the folder', () => {
  setDatabaseState({ status: 'up', reason: null });
  expect(databasePlace()).toBe('the server of DATABASE_URL');
  setDatabaseFolder('/srv/driftwatch');
  noteDiskFull(1000);
  expect(databaseState(60_999)).toEqual({ status: 'down', reason: 'the disk of /srv/driftwatch is full' });
  expect(databaseState(61_000).status).toBe('up');
});

test('a statement that fails for lack of space says so', () => {
  setDatabaseState({ status: 'up', reason: null });
  const error = Object.assign(new Error('could not extend file'), { code: '53100' });
  expect(toUnavailable(new Error('outer', { cause: error }))?.message).toContain('no disk space left');
  expect(databaseState().reason).toContain('is full');
});
