/** A directive with its arguments, and the directives of its block. */
export interface Directive {
  name: string;
  args: string[];
  block: Directive[];
}

interface Grammar {
  /** What ends a directive without a block. */
  end: ';' | '\n';
}

function wordsOf(text: string, end: string): string[] {
  const words = text
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, ''))
    .join('\n')
    .match(/"[^"]*"|\n|[;{}]|[^\s;{}"]+/g);
  return (words ?? []).filter((word) => word !== '\n' || end === '\n');
}

/**
 * Reads files of blocks and directives, as nginx (`;`) and Caddy (a line each) have them. Escapes and
 * braces within words are not understood.
 *
 * @throws at a block that is not closed, or a directive that is not ended
 */
export function readBlocks(text: string, { end }: Grammar): Directive[] {
  const words = wordsOf(text, end);
  let at = 0;
  const readBlock = (isInner: boolean): Directive[] => {
    const found: Directive[] = [];
    let head: string[] = [];
    const add = (block: Directive[]) => {
      const [name, ...args] = head.map((word) => word.replace(/^"(.*)"$/, '$1'));
      if (name === undefined) throw new Error(`a directive without a name at word ${at}`);
      found.push({ name, args, block });
      head = [];
    };
    while (at < words.length) {
      const word = words[at++] as string;
      if (word === end) {
        if (head.length > 0) add([]);
        else if (end === ';') throw new Error(`an empty directive at word ${at}`);
      } else if (word === '{') add(readBlock(true));
      else if (word === '}') {
        if (!isInner || head.length > 0)
          throw new Error(`a brace too many, or an open directive, at word ${at}`);
        return found;
      } else head.push(word);
    }
    if (isInner || head.length > 0) throw new Error('the file ends within a block or a directive');
    return found;
  };
  return readBlock(false);
}

/** The directives of a name. */
export const namedIn = (block: Directive[], name: string) =>
  block.filter((directive) => directive.name === name);
