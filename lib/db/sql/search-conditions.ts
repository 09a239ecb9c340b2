import { Prisma } from '../../generated/prisma/client';

/** A search as the policy reads it. */
export interface SearchTokens {
  words: string[];
  fields: ReadonlyMap<string, string[]>;
  labels: ReadonlyMap<string, string[]>;
}

/** A glob as a LIKE pattern: `*` is any run of characters, everything else itself. */
const likeOf = (glob: string) => glob.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%');

/** Whether a text is one of some globs, whatever the case; true when none is wanted. */
export function isAnyOf(text: Prisma.Sql, globs: string[] | undefined): Prisma.Sql {
  if (globs === undefined || globs.length === 0) return Prisma.sql`true`;
  return Prisma.sql`${text} ILIKE ANY (${globs.map(likeOf)}::text[])`;
}

/** Whether a model is one of some patterns, exactly; true for null. */
export function isVisible(modelId: Prisma.Sql, patterns: string[] | null): Prisma.Sql {
  return patterns === null
    ? Prisma.sql`true`
    : Prisma.sql`${modelId} LIKE ANY (${patterns.map(likeOf)}::text[])`;
}

/** All of some conditions. */
export const allOf = (conditions: Prisma.Sql[]) =>
  conditions.length === 0 ? Prisma.sql`true` : Prisma.join(conditions, ' AND ');

/** Whether a row of `series` has the metric and the labels that are wanted. */
export function seriesHas({ fields, labels }: SearchTokens): Prisma.Sql {
  const metrics = fields.get('metric');
  return allOf([
    ...(metrics ? [isAnyOf(Prisma.sql`series.metric`, metrics)] : []),
    ...[...labels].map(([name, globs]) => isAnyOf(Prisma.sql`(series.labels ->> ${name})`, globs)),
  ]);
}

/** Whether a search says anything of single series. */
export const asksForSeries = ({ fields, labels }: SearchTokens) => fields.has('metric') || labels.size > 0;
