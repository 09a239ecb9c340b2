/** @type {[number, number]} */
const oldest = [20, 19];

/** Ends the process with a message if this Node is too old to parse the other files. */
export function requireNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  console.error(
    `Driftwatch needs Node.js ${oldest.join('.')} or newer; this is ${version}. Get one from https://nodejs.org`,
  );
  process.exit(1);
}
