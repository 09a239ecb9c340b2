import { sparklines } from '../../db/sql/overview';
import type { SparklineData } from '../../schemas/overview';
import { type ServiceCall, withDefaults } from '../call';

/** The ends of some series at a glance, in the order asked for; those that do not exist or have no point are left out. */
export async function getSparklines(
  call: ServiceCall<{ series: number[] }>,
): Promise<{ items: SparklineData[] }> {
  const { db, input } = withDefaults(call);
  if (input.series.length === 0) return { items: [] };
  const found = new Map((await sparklines(db, input.series)).map((row) => [row.seriesId, row]));
  const items = input.series.flatMap((id) => {
    const row = found.get(id);
    if (!row) return [];
    const fromMs = row.bucketsMs[0] ?? 0;
    return {
      series_id: id,
      from_ms: fromMs,
      offsets_ms: row.bucketsMs.map((ms) => ms - fromMs),
      // Six digits are more than a row of 36 pixels can show.
      values: row.means.map((mean) => Number(mean.toPrecision(6))),
      reference: row.mean !== null && row.sd !== null ? { mean: row.mean, sd: row.sd } : null,
      onset_ms: row.onsetMs,
    };
  });
  return { items };
}
