import { productionPackages } from '../licenses/production-packages.mjs';

/** Compilers that come with `next` as dependencies although only `next build` calls them. */
const onlyBuilds = /^node_modules\/@next\/swc-/;

/**
 * Where the packages are that a built app does not load, from the `packages` of a package-lock.json: those that none of its
 * `dependencies` bring, and compilers.
 *
 * @param {Record<string, import('../licenses/production-packages.mjs').LockedPackage>} packages
 */
export function unusedPackages(packages) {
  const used = new Set(productionPackages(packages).map(({ place }) => place));
  return Object.keys(packages).filter(
    (place) => place !== '' && (!used.has(place) || onlyBuilds.test(place)),
  );
}
