/**
 * What a package-lock.json says about one package, as far as it is used here.
 *
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [license]
 * @property {boolean} [devOptional] npm's mark, which is not gone by.
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, {optional?: boolean}>} [peerDependenciesMeta]
 */

/** @typedef {Record<string, LockedPackage>} LockedPackages */

/**
 * Where Node would find `name` for the package at `place`: in its own `node_modules`, or in one further up.
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
 * What a package brings with it. Optional peers stay out: they are there only when somebody else asks for them.
 *
 * @param {LockedPackage | undefined} locked
 */
function neededBy(locked = {}) {
  const { dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta = {} } = locked;
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers];
}

/**
 * The packages that the app's `dependencies` bring, for every platform, from the `packages` of a package-lock.json.
 * Not by npm's `dev` mark, which the packages of an optional peer that is here for development lack.
 *
 * @param {LockedPackages} packages
 * @returns {{place: string, name: string, version: string, license: string | undefined}[]} by name and version.
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
