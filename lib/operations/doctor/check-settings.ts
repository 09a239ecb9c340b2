import type { Env } from '../../env';
import { isLoopback } from '../../http/allowed-host';
import type { Finding } from './finding';

type Settings = Pick<Env, 'HOST' | 'ALLOWED_HOSTS' | 'TRUSTED_PROXIES' | 'TLS_CERT_FILE'>;

/** No network of proxies is larger; the largest private one is 10.0.0.0/8. */
const minPrefix = { ipv4: 8, ipv6: 7 };

/** A name without a dot is one of this machine, or of the network of a container. */
const isNearby = (name: string) => isLoopback(name) || !/[.:]/.test(name);

function checkEncryption({ HOST, ALLOWED_HOSTS, TRUSTED_PROXIES, TLS_CERT_FILE }: Settings): Finding[] {
  if (TLS_CERT_FILE || TRUSTED_PROXIES) return [];
  return [
    {
      severity: ALLOWED_HOSTS?.every(isNearby) ? 'warning' : 'error',
      what: `HOST is ${HOST}, which other machines can reach, without TLS`,
      why: 'whoever can listen on the network reads passwords, sessions and keys',
      remedy:
        'set TLS_CERT_FILE and TLS_KEY_FILE, or put a proxy with TLS in front (examples/proxy) and set TRUSTED_PROXIES; in a container, publish the port on 127.0.0.1 only',
    },
  ];
}

function checkNames({ HOST, ALLOWED_HOSTS }: Settings): Finding[] {
  if (ALLOWED_HOSTS !== undefined) return [];
  return [
    {
      severity: 'error',
      what: `ALLOWED_HOSTS is not set, but other machines can reach HOST ${HOST}`,
      why: 'any page can point a name of its own at this address and send requests here; and since a link in a mail leads to the name of the request, forgotten passwords cannot be replaced by mail',
      remedy: 'set ALLOWED_HOSTS to the names that people and applications use, such as drift.example.com',
    },
  ];
}

function isVast(entry: string): boolean {
  const [address = '', prefix] = entry.split('/', 2);
  return prefix !== undefined && Number(prefix) < minPrefix[address.includes(':') ? 'ipv6' : 'ipv4'];
}

function checkProxies({ HOST, ALLOWED_HOSTS, TRUSTED_PROXIES }: Settings): Finding[] {
  const vast = TRUSTED_PROXIES?.filter(isVast) ?? [];
  const found: Finding[] = vast.map((entry) => ({
    severity: 'error',
    what: `TRUSTED_PROXIES trusts the network ${entry}`,
    why: 'anybody there can invent the address that is logged, limited and taken for this machine’s until there is an admin',
    remedy: 'name only the addresses of your proxies, such as 127.0.0.1',
  }));
  if (!isLoopback(HOST)) return found;
  const isNamed = ALLOWED_HOSTS?.some((name) => !isNearby(name)) ?? false;
  if (TRUSTED_PROXIES && !isNamed) {
    found.push({
      severity: 'warning',
      what: 'TRUSTED_PROXIES is set, but ALLOWED_HOSTS has no name under which the proxy is reached',
      why: 'requests that the proxy passes on under its own name are refused with 403',
      remedy: 'set ALLOWED_HOSTS to the public name of the proxy',
    });
  }
  if (!TRUSTED_PROXIES && isNamed) {
    found.push({
      severity: 'warning',
      what: 'ALLOWED_HOSTS has names of other machines, as with a proxy, but TRUSTED_PROXIES is not set',
      why: 'everybody behind the proxy counts as this machine: sign-in attempts are limited for all together, and cookies are not limited to TLS',
      remedy: 'set TRUSTED_PROXIES to the address of the proxy, such as 127.0.0.1',
    });
  }
  return found;
}

/** Checks what the settings expose. */
export function checkSettings(settings: Settings): Finding[] {
  const exposed = isLoopback(settings.HOST) ? [] : [...checkEncryption(settings), ...checkNames(settings)];
  return [...exposed, ...checkProxies(settings)];
}
