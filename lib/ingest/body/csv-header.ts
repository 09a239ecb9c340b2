/** How a setting is given, `delimiter=;` or `--delimiter ;`: errors say what would be right. */
export type SayHow = (setting: string, value: string) => string;

/** How many names of columns an error repeats, and how much of them. */
const maxListed = 30;
const maxListedLength = 500;

/** Names of columns that are times, without case, blanks and punctuation. */
const timeNames = new Set([
  'ts',
  'time',
  'timestamp',
  'date',
  'datetime',
  'eventtime',
  'eventtimestamp',
  'createdat',
]);

export const delimiterNames = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' };
export type Delimiter = keyof typeof delimiterNames;

export function isDelimiter(text: string): text is Delimiter {
  return Object.hasOwn(delimiterNames, text);
}

/** Names of columns for a message. */
export function listColumns(names: string[]): string {
  const listed = names.slice(0, maxListed).map((name) => JSON.stringify(name));
  const more = names.length > maxListed ? ` and ${names.length - maxListed} more` : '';
  return listed.join(', ').slice(0, maxListedLength) + more;
}

/** The names of a header, and where each of them stands. */
export class CsvHeader {
  readonly names: string[];
  readonly #positions = new Map<string, number[]>();
  readonly #named = new Set<number>();
  #delimiterHint: string | null = null;

  constructor(fields: string[]) {
    this.names = fields.map((name) => name.trim());
    for (const [at, name] of this.names.entries()) {
      const positions = this.#positions.get(name);
      if (positions) positions.push(at);
      else this.#positions.set(name, [at]);
    }
  }

  has(name: string): boolean {
    return this.#positions.has(name);
  }

  /** Where the column is, or what is wrong; it counts as named from then on. */
  find(name: string): { column: number } | { fault: string } {
    const [column, second] = this.#positions.get(name) ?? [];
    if (column === undefined) {
      return {
        fault: `there is no column ${JSON.stringify(name)}; the header has ${listColumns(this.names)}`,
      };
    }
    this.#named.add(column);
    return second === undefined ? { column } : { fault: `there are two columns ${JSON.stringify(name)}` };
  }

  /** The columns that nothing has named so far and whose names are usual for times. */
  timeCandidates(): string[] {
    return this.unnamed().filter((name) => timeNames.has(name.toLowerCase().replace(/[^a-z0-9]/g, '')));
  }

  /** The columns that nothing has named so far. */
  unnamed(): string[] {
    return this.names.filter((_, at) => !this.#named.has(at));
  }

  /** What to add to a fault when another delimiter would split the header further; looked for once. */
  delimiterHint(delimiter: Delimiter, sayHow: SayHow): string {
    this.#delimiterHint ??= this.#findDelimiterHint(delimiter, sayHow);
    return this.#delimiterHint;
  }

  #findDelimiterHint(delimiter: Delimiter, sayHow: SayHow): string {
    const line = this.names.join('\n');
    const parts = (mark: string) => line.split(mark).length - 1;
    const others = (Object.keys(delimiterNames) as Delimiter[]).filter((mark) => mark !== delimiter);
    const [best] = others.sort((a, b) => parts(b) - parts(a));
    if (best === undefined || parts(best) < this.names.length) return '';
    const value = best === '\t' ? 'tab' : best;
    return `; it looks separated by ${delimiterNames[best]}: give ${sayHow('delimiter', value)}`;
  }
}
