import { productionPackages } from '../licenses/production-packages.mjs';

/** Compilers that are dependencies of `next` although only `next build` uses them. */
const onlyBuilds = /^node_modules\/@next\/swc-/;

/**
 * Returns the places of packages that a built app does not load, from the `packages` of a package-lock.json:
 * compilers, and packages that none of its `dependencies` install.
 *
 * @param {Record<string, import('../licenses/production-packages.mjs').LockedPackage>} packages
 */
export function unusedPackages(packages) {
  const used = new Set(productionPackages(packages).map(({ place }) => place));
  return Object.keys(packages).filter(
    (place) => place !== '' && (!used.has(place) || onlyBuilds.test(place)),
  );
}
