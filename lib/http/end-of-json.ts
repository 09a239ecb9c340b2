import { DriftwatchError } from '../errors';

/** Maximum nesting of a JSON value in a request. */
export const maxJsonDepth = 32;
/** Maximum number of values in it, including objects, arrays and their elements. */
export const maxJsonValues = 1000;

const quote = 34;
const comma = 44;
const openArray = 91;
const backslash = 92;
const closeArray = 93;
const openObject = 123;
const closeObject = 125;

/** Returns the index of the closing quote of the string that starts at `from`, or the length of the text. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return at;
  }
  return text.length;
}

/**
 * Finds the end of a JSON value: the comma or closing bracket after it, or the end of the text. A single pass
 * over the characters, so that a value that would be expensive to parse is refused first. Assumes a valid
 * value; `JSON.parse` decides whether it is one.
 *
 * @param from index at which the value starts, or the blanks before it
 * @param what names the value in errors: "the body", "[17]"
 * @throws INVALID_INPUT if it is nested deeper than 32 levels or holds more than 1,000 values
 */
export function endOfJson(text: string, from: number, what: () => string): number {
  let depth = 0;
  let values = 1;
  const enter = (levels: number) => {
    depth += levels;
    values += 1;
    if (depth <= maxJsonDepth && values <= maxJsonValues) return;
    const limit =
      depth > maxJsonDepth
        ? `is nested deeper than ${maxJsonDepth} levels`
        : `holds more than ${maxJsonValues} values`;
    throw new DriftwatchError('INVALID_INPUT', `${what()} ${limit}`);
  };
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === openArray || code === openObject) enter(1);
    else if (code === closeArray || code === closeObject) {
      if (depth === 0) return at;
      depth -= 1;
    } else if (code === comma) {
      if (depth === 0) return at;
      enter(0);
    }
  }
  return text.length;
}
