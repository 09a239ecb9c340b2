import type { TableLine } from './arrange-rows';
import { linesPerBlock } from './queries';

/** The ids of the series that the lines of a block show. */
export function seriesOfBlock(lines: TableLine[], block: number): number[] {
  const ids = lines.slice(block * linesPerBlock, (block + 1) * linesPerBlock).flatMap((line) => {
    if (line.kind === 'group') return [];
    const id = line.change?.series_id ?? line.series?.id;
    return id === undefined ? [] : [id];
  });
  return [...new Set(ids)];
}
