const format = (count: number) => count.toLocaleString('en');

/** Describes the contents of a backup in numbers that matter to a person. */
export function describeRows(rows: Record<string, number>): string {
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  const { models = 0, series = 0, points = 0 } = rows;
  return `${format(points)} points of ${format(series)} series and ${format(models)} models, ${format(total)} rows in total`;
}

/** Formats a size with a readable unit. */
export function describeBytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
