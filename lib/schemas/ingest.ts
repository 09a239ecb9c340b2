import { z } from 'zod';
import { maxLabels, nameSchema } from './common';

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

/** What `POST /api/metrics` takes by its query, whatever the format of the body. */
export const ingestQuerySchema = z.strictObject({
  /** What happens to a point whose time has another value already. */
  on_conflict: z.enum(['keep', 'replace']).default('keep'),
  /** Takes the valid points and lists the others, where one invalid point refuses them all otherwise. */
  skip_invalid: flag,
});
export type OnConflict = z.infer<typeof ingestQuerySchema>['on_conflict'];

/** The same for bodies that are read by lines. */
export const streamQuerySchema = ingestQuerySchema.extend({
  /** Answers a line for every part that is stored, while the body still arrives. */
  progress: flag,
});

const columnList = z
  .string()
  .refine(
    (text) => text.split(',').every((name) => name.trim() !== ''),
    'must be names of columns, with commas',
  )
  .refine((text) => {
    const names = text.split(',').map((name) => name.trim());
    return new Set(names).size === names.length;
  }, 'must not name a column twice');

/** How the columns of a CSV body become points. */
export const csvQuerySchema = streamQuerySchema
  .extend({
    /** One model for all rows, or the column that names it (by default `model_id`). */
    model_id: nameSchema.optional(),
    model_id_column: z.string().optional(),
    metric: nameSchema.optional(),
    metric_column: z.string().optional(),
    /** The column of values, by default `value`. */
    value_column: z.string().optional(),
    /** The wide form: each of these columns is a metric of its name. */
    value_columns: columnList.optional(),
    /** The column of times; without it the one that is called `ts`, `timestamp` and the like. Empty: there is none. */
    ts_column: z.string().optional(),
    label_columns: columnList
      .refine((text) => text.split(',').length <= maxLabels, `must name at most ${maxLabels} columns`)
      .optional(),
    /** Leaves out columns that no parameter names, which are refused otherwise. */
    ignore_columns: flag,
    /** What separates fields. */
    delimiter: z
      .enum([',', ';', '|', '\t', 'tab'], 'must be a comma, a semicolon, a vertical bar or tab')
      .default(',')
      .transform((text) => (text === 'tab' ? '\t' : text)),
    /** What stands before the decimals of a value. */
    decimal: z.enum(['.', ','], 'must be a point or a comma').default('.'),
  })
  .superRefine((query, context) => {
    const exclusive = [
      ['model_id', 'model_id_column'],
      ['metric', 'metric_column'],
      ['value_columns', 'value_column'],
      ['value_columns', 'metric'],
      ['value_columns', 'metric_column'],
    ] as const;
    for (const [one, other] of exclusive) {
      if (query[one] === undefined || query[other] === undefined) continue;
      context.addIssue({ code: 'custom', path: [other], message: `must not be given together with ${one}` });
    }
  });
export type CsvQuery = z.infer<typeof csvQuerySchema>;
