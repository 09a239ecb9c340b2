import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { env } from '../../env';
import { DriftwatchError } from '../../errors';
import { type PrivateHosts, toPrivateHosts } from './private-hosts';
import { isPublicAddress } from './public-address';

/** Where a connection may go: only to these addresses, without resolving the name again. */
export interface Destination {
  addresses: LookupAddress[];
  /** The host is one that OUTGOING_PRIVATE_HOSTS names. */
  isPrivate: boolean;
}

export interface Resolving {
  resolve?: (host: string) => Promise<LookupAddress[]>;
  privateHosts?: PrivateHosts;
}

async function addressesOf(host: string, resolve: NonNullable<Resolving['resolve']>) {
  const family = isIP(host);
  if (family) return [{ address: host, family }];
  try {
    return await resolve(host);
  } catch (cause) {
    throw new DriftwatchError('EXTERNAL', `the name ${host} cannot be resolved`, { cause });
  }
}

/**
 * Resolves a host and checks each of its addresses. Every connection to a host that a user has named goes
 * through here.
 *
 * @param host a name or an address, without brackets
 * @throws INVALID_INPUT if one of its addresses is not public, unless the setting names the host or the
 * address;
 *   EXTERNAL if the name cannot be resolved
 */
export async function resolveDestination(
  host: string,
  {
    resolve = (name) => lookup(name, { all: true }),
    privateHosts = toPrivateHosts(env().OUTGOING_PRIVATE_HOSTS),
  }: Resolving = {},
): Promise<Destination> {
  const addresses = await addressesOf(host, resolve);
  const isNamed = privateHosts.hasName(host);
  const isPrivate = isNamed || addresses.every(({ address }) => privateHosts.hasAddress(address));
  const isAllowed = ({ address }: LookupAddress) =>
    isPrivate || isPublicAddress(address) || privateHosts.hasAddress(address);
  if (addresses.length === 0 || !addresses.every(isAllowed))
    throw new DriftwatchError(
      'INVALID_INPUT',
      `${host} is not on the public internet; if it is a server of yours, name it in OUTGOING_PRIVATE_HOSTS`,
    );
  return { addresses, isPrivate };
}

/**
 * The `lookup` of a socket that connects only to the addresses that have been checked, whatever the name
 * means by now.
 */
export function lookupOf({ addresses }: Destination): LookupFunction {
  return (_host, options, callback) => {
    const [first] = addresses;
    if (options.all) callback(null, addresses);
    else callback(null, first?.address ?? '', first?.family);
  };
}
