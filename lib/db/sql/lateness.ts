/** So many of the newest points of a series say whether most arrive late. */
const newestPoints = 40;
/** Fewer late ones than this say nothing. */
const minLate = 10;

/**
 * Whether most of the newest points of a series, by their own times, came late. `seriesId` is an expression
 * of SQL.
 */
export const mostlyLate = (seriesId: string) => `(
  SELECT count(*) FILTER (WHERE late) >= ${minLate} AND 2 * count(*) FILTER (WHERE late) > count(*)
  FROM (SELECT late FROM points WHERE points.series_id = ${seriesId} ORDER BY ts DESC LIMIT ${newestPoints}) AS newest
)`;
