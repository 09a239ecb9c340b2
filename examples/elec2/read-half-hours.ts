import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DriftwatchError } from '../../lib/errors';

/** One half-hour of the New South Wales market. The source scaled every column except `timestamp` to 0..1. */
export interface HalfHour {
  timestamp: string;
  period: number;
  nswPrice: number;
  nswDemand: number;
  vicPrice: number;
  vicDemand: number;
  transfer: number;
  /** The label to predict: 1 if the price is above its mean of the last 24 hours, otherwise 0. */
  priceUp: 0 | 1;
}

const header = 'timestamp,period,nsw_price,nsw_demand,vic_price,vic_demand,transfer,price_up';

function unreadable(lineNumber: number, line: string): DriftwatchError {
  return new DriftwatchError(
    'INTERNAL',
    `elec2.csv.gz line ${lineNumber}: expected "${header}" with numbers, got "${line.slice(0, 120)}"`,
  );
}

function parseHalfHour(line: string, lineNumber: number): HalfHour {
  const [timestamp, ...cells] = line.split(',');
  const [period, nswPrice, nswDemand, vicPrice, vicDemand, transfer, priceUp] = cells.map((cell) =>
    cell === '' ? Number.NaN : Number(cell),
  );
  const columns = { period, nswPrice, nswDemand, vicPrice, vicDemand, transfer };
  const numeric = cells.length === 7 && Object.values(columns).every((cell) => Number.isFinite(cell));
  if (!timestamp || !numeric || (priceUp !== 0 && priceUp !== 1)) throw unreadable(lineNumber, line);
  return { timestamp, ...(columns as Record<keyof typeof columns, number>), priceUp };
}

/** Parses the rows of the data set, in order, from its CSV text. */
export function parseHalfHours(csv: string): HalfHour[] {
  const [first = '', ...lines] = csv.trimEnd().split('\n');
  if (first !== header) throw unreadable(1, first);
  return lines.map((line, index) => parseHalfHour(line, index + 2));
}

/**
 * Reads the data set from the folder of this file. The path starts at the project folder, where the app and
 * the npm commands run, because a bundled server does not know where its sources were.
 */
export async function readHalfHours(projectFolder = process.cwd()): Promise<HalfHour[]> {
  const file = path.join(projectFolder, 'examples', 'elec2', 'elec2.csv.gz');
  const packed = await readFile(file).catch((cause: unknown) => {
    throw new DriftwatchError(
      'INTERNAL',
      `the sample's data ${file} cannot be read; run from the project's folder`,
      {
        cause,
      },
    );
  });
  return parseHalfHours((await promisify(gunzip)(packed)).toString('utf8'));
}
