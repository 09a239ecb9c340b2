import ipaddr from 'ipaddr.js';

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Returns whether an address belongs to the public internet. Ranges of IPv6 that lead to an address of IPv4
 * (NAT64, 6to4, Teredo) do not count, because that one may be private; an IPv4-mapped address counts as its
 * IPv4 address.
 */
export function isPublicAddress(address: string): boolean {
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(...globalUnicast);
}
