import type { Env } from '../../env';
import { isLoopback } from '../../http/allowed-host';
import type { Finding } from './finding';

/** What the settings expose. */
export function checkSettings({ HOST, ALLOWED_HOSTS }: Pick<Env, 'HOST' | 'ALLOWED_HOSTS'>): Finding[] {
  if (isLoopback(HOST)) return [];
  const open: Finding = {
    severity: 'error',
    what: `HOST is ${HOST}, which other machines can reach`,
    why: 'there is no sign-in: whoever reaches the port reads everything and approves retrain jobs',
    remedy:
      'unset HOST and put a proxy with sign-in on this machine in front, or let a firewall admit only those who may',
  };
  if (ALLOWED_HOSTS !== undefined) return [open];
  return [
    open,
    {
      severity: 'error',
      what: 'ALLOWED_HOSTS is not set while HOST is an outside address',
      why: 'a web page that points a name of its own at this address can read and write here with the browser of whoever visits it',
      remedy: 'set ALLOWED_HOSTS to the names that people and applications use, such as drift.example.com',
    },
  ];
}
