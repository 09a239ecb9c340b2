const quote = 34;
const backslash = 92;
const capitalN = 78;
const capitalI = 73;
const notANumber = 'NaN';
const infinity = 'Infinity';

/**
 * The text with every `NaN` and `Infinity` outside of strings as a number too large for a double. One pass.
 */
function withLargeNumbers(text: string): string {
  let out = '';
  let copied = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) isInString = !isInString;
    else if (isInString) at += code === backslash ? 1 : 0;
    else if (code === capitalN || code === capitalI) {
      const word = code === capitalN ? notANumber : infinity;
      if (!text.startsWith(word, at)) continue;
      out += `${text.slice(copied, at)}1e999`;
      at += word.length - 1;
      copied = at + 1;
    }
  }
  return out + text.slice(copied);
}

/**
 * The value of a JSON text in which numbers may be `NaN`, `Infinity` or `-Infinity`, as Python writes them:
 * they come out infinite, so that whoever reads the value can say where they are. Any other text throws what
 * `JSON.parse` throws, and a text that is JSON costs no more than that.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!text.includes(notANumber) && !text.includes(infinity)) throw error;
    try {
      return JSON.parse(withLargeNumbers(text));
    } catch {
      throw error;
    }
  }
}
