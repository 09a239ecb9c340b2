import type { Env } from '../../env';
import { isLoopback } from '../../http/allowed-host';
import type { Finding } from './finding';

/** Checks what the settings expose. */
export function checkSettings({ HOST, ALLOWED_HOSTS }: Pick<Env, 'HOST' | 'ALLOWED_HOSTS'>): Finding[] {
  if (isLoopback(HOST)) return [];
  const open: Finding = {
    severity: 'error',
    what: `HOST is ${HOST}, which other machines can reach`,
    why: 'there is no sign-in: anyone who reaches the port can read everything and approve retrain jobs',
    remedy:
      'unset HOST and put a proxy with sign-in in front of it on this machine, or restrict access with a firewall',
  };
  if (ALLOWED_HOSTS !== undefined) return [open];
  return [
    open,
    {
      severity: 'error',
      what: 'ALLOWED_HOSTS is not set, but other machines can reach HOST',
      why: 'a web page that points its own name at this address can read and write here through the browser of its visitors',
      remedy: 'set ALLOWED_HOSTS to the names that people and applications use, such as drift.example.com',
    },
  ];
}
