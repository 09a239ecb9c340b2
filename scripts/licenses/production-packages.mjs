/**
 * The parts of a package's entry in package-lock.json that are used here.
 *
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [license]
 * @property {boolean} [devOptional] npm's mark, which is not used.
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, {optional?: boolean}>} [peerDependenciesMeta]
 */

/** @typedef {Record<string, LockedPackage>} LockedPackages */

/**
 * Returns where Node would find `name` for the package at `place`: in its own `node_modules`, or in one
 * further up.
 *
 * @param {LockedPackages} packages
 * @param {string} place
 * @param {string} name
 */
function resolve(packages, place, name) {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const candidate = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (candidate in packages) return candidate;
    if (at === '') return undefined;
  }
}

/**
 * The packages that a package installs. Without optional peers, which are only there if another package needs
 * them.
 *
 * @param {LockedPackage | undefined} locked
 */
function neededBy(locked = {}) {
  const { dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta = {} } = locked;
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers];
}

/**
 * Returns the packages that the app's `dependencies` install, for every platform, from the `packages` of a
 * package-lock.json. npm's `dev` mark is not used, because the packages of an optional peer installed for
 * development lack it.
 *
 * @param {LockedPackages} packages
 * @returns {{place: string, name: string, version: string, license: string | undefined}[]} by name and
 *   version.
 */
export function productionPackages(packages) {
  const { dependencies = {}, optionalDependencies = {} } = packages[''] ?? {};
  /** @type {Set<string>} */
  const found = new Set();
  const open = [{ place: '', names: Object.keys({ ...dependencies, ...optionalDependencies }) }];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const name of next.names) {
      const place = resolve(packages, next.place, name);
      if (place === undefined || found.has(place)) continue;
      found.add(place);
      open.push({ place, names: neededBy(packages[place]) });
    }
  }
  return [...found]
    .map((place) => {
      const { version = '', license } = packages[place] ?? {};
      return { place, name: place.split('node_modules/').at(-1) ?? '', version, license };
    })
    .sort((a, b) => `${a.name}@${a.version}`.localeCompare(`${b.name}@${b.version}`, 'en'));
}
