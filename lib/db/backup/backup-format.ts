import { z } from 'zod';

/**
 * A backup is gzip-compressed text: a header, a block for each table in the order of the header, a trailer.
 * Header and trailer are one line of JSON each. A block holds the rows as PostgreSQL's COPY writes them,
 * which is the same in all its versions, and ends with the line `\.`, which no row can contain.
 */
export const backupFormat = 1;
export const endOfBlock = Buffer.from('\\.\n');

const tableSchema = z.object({ name: z.string(), columns: z.array(z.string()).min(1) });

const headerSchema = z.object({
  driftwatch_backup: z.literal(backupFormat),
  /** When the snapshot was taken, RFC 3339. */
  created_at: z.string(),
  /** Version of the PostgreSQL that it comes from. */
  postgres: z.string(),
  /** What had been applied to the database, in order. */
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })).min(1),
  /** In an order in which rows refer to earlier tables only. */
  tables: z.array(tableSchema),
  /** The last number that each sequence gave. */
  sequences: z.record(z.string(), z.string()),
});

const trailerSchema = z.object({
  /** Rows of each table. */
  rows: z.record(z.string(), z.number()),
  /** SHA-256 of everything before this line, in hex. */
  sha256: z.string(),
});

export type BackupTable = z.infer<typeof tableSchema>;
export type BackupHeader = z.infer<typeof headerSchema>;
export type BackupTrailer = z.infer<typeof trailerSchema>;

/** A header or trailer as the line that stands in the file. */
export function toLine(part: BackupHeader | BackupTrailer): string {
  return `${JSON.stringify(part)}\n`;
}

function parseLine<Part>(schema: z.ZodType<Part>, line: string): Part | undefined {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** @returns undefined if the line is no header of this format. */
export const parseHeader = (line: string) => parseLine(headerSchema, line);

/** @returns undefined if the line is no trailer. */
export const parseTrailer = (line: string) => parseLine(trailerSchema, line);
