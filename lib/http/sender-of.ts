import { isIPv6 } from 'node:net';

/** The groups of an IPv6 address that a provider assigns to a customer, who can choose the rest freely. */
const networkGroups = 4;

function networkOf(address: string): string {
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  while (tail !== undefined && groups.length + after.length < 8) groups.push('0');
  return `${[...groups, ...after].slice(0, networkGroups).join(':')}::/64`;
}

/** Returns who counts as one sender: an IPv4 address, or the /64 network of an IPv6 address. */
export function senderOf(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return v4 ?? (isIPv6(address) ? networkOf(address) : address);
}
