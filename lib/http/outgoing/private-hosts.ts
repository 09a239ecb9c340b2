import ipaddr from 'ipaddr.js';

/** Hosts in private networks that the setting OUTGOING_PRIVATE_HOSTS allows. */
export interface PrivateHosts {
  hasName(host: string): boolean;
  hasAddress(address: string): boolean;
}

/** @param list names, addresses and ranges such as `10.0.0.0/8` */
export function toPrivateHosts(list: string[]): PrivateHosts {
  const isRange = (entry: string) => ipaddr.isValidCIDR(entry) || ipaddr.isValid(entry);
  const names = new Set(list.filter((entry) => !isRange(entry)).map((name) => name.toLowerCase()));
  const ranges = list
    .filter(isRange)
    .map((entry) =>
      ipaddr.parseCIDR(entry.includes('/') ? entry : `${entry}/${entry.includes(':') ? 128 : 32}`),
    );
  return {
    hasName: (host) => names.has(host.toLowerCase()),
    hasAddress: (address) => {
      const parsed = ipaddr.process(address);
      return ranges.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match(range, bits));
    },
  };
}
