/**
 * SPDX names of licences that allow anyone to use, change and redistribute the code if they keep its notice.
 */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/** Reviewed exceptions. Package and licence must both match, so that a change of licence is noticed. */
const exceptions = [
  {
    name: /^geist$/,
    license: 'SIL OPEN FONT LICENSE',
    reason: 'the font of the pages; may be bundled with any software',
  },
  {
    name: /^caniuse-lite$/,
    license: 'CC-BY-4.0',
    reason: 'data about browsers that Next reads during the build; the pages contain none of it',
  },
  {
    name: /^@img\/sharp-(libvips-|win32-|wasm32$)/,
    license: /^(Apache-2\.0 AND )?LGPL-3\.0-or-later( AND MIT)?$/,
    reason:
      'the image library that Next installs as an option: an unchanged shared library that the app never calls',
  },
];

/**
 * An SPDX expression without nested parentheses; anything else counts as not permissive.
 *
 * @param {string} license
 */
function isPermissive(license) {
  const expression = license.replace(/^\(([^()]*)\)$/, '$1');
  if (/[()]/.test(expression)) return false;
  return expression
    .split(/ or /i)
    .some((part) => part.split(/ and /i).every((name) => permissive.has(name.trim())));
}

/** @type {(wanted: string | RegExp, text: string) => boolean} */
const matches = (wanted, text) => (typeof wanted === 'string' ? wanted === text : wanted.test(text));

/**
 * Returns whether a package may be part of the app.
 *
 * @param {{name: string, license?: string | undefined}} one
 * @returns {'permissive' | {reason: string} | 'refused'} `reason` says why a licence that is not permissive
 *   may stay.
 */
export function judgeLicense({ name, license }) {
  if (license === undefined) return 'refused';
  if (isPermissive(license)) return 'permissive';
  const exception = exceptions.find((one) => one.name.test(name) && matches(one.license, license));
  return exception ? { reason: exception.reason } : 'refused';
}
