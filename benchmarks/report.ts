import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';

const file = 'docs/benchmarks.md';
const introduction = `# Benchmarks

Every figure here is printed by a command of this repository; each section names it. Speeds depend on the machine, so read
them as ratios within a section.
`;

export type Cell = string | number | null;

export interface Section {
  /** Names the section in the markers of the file; it replaces an earlier section of that name. */
  id: string;
  title: string;
  /** The command that produced it. */
  command: string;
  /** A sentence or two about the table. */
  about: string;
  header: string[];
  rows: Cell[][];
}

/** Formats the numbers of a table: three significant digits, no exponents for the magnitudes that occur. */
export function show(cell: Cell, digits = 2): string {
  if (cell === null) return '–';
  return typeof cell === 'string' ? cell : cell.toFixed(digits);
}

function toMarkdown(section: Section): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const machine = `Node ${process.version}, ${os.cpus().length} cores (${os.arch()})`;
  return [
    `## ${section.title}`,
    '',
    section.about,
    '',
    `\`${section.command}\` — ${machine}, ${new Date().toISOString().slice(0, 10)}`,
    '',
    line(section.header),
    line(section.header.map(() => '---')),
    ...section.rows.map((row) => line(row.map((cell) => show(cell)))),
  ].join('\n');
}

/** Prints a section. */
export function print(section: Section): void {
  process.stdout.write(`${toMarkdown(section)}\n\n`);
}

/** Prints a section and writes it into docs/benchmarks.md, replacing the previous one. */
export function report(section: Section): void {
  const text = toMarkdown(section);
  process.stdout.write(`${text}\n\n`);
  const begin = `<!-- ${section.id}: begin -->`;
  const end = `<!-- ${section.id}: end -->`;
  const block = `${begin}\n${text}\n${end}`;
  const before = existsSync(file) ? readFileSync(file, 'utf8') : introduction;
  const from = before.indexOf(begin);
  const to = before.indexOf(end);
  const after =
    from >= 0 && to > from
      ? before.slice(0, from) + block + before.slice(to + end.length)
      : `${before}\n${block}\n`;
  writeFileSync(file, after.replaceAll(/(: end -->)\n+(<!-- )/g, '$1\n\n$2'));
}
