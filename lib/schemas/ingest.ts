import { z } from 'zod';
import { maxLabels, nameSchema } from './common';

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

/** Query parameters of `POST /api/metrics` for every body format. */
export const ingestQuerySchema = z.strictObject({
  /** What to do with a point whose time already has another value. */
  on_conflict: z.enum(['keep', 'replace']).default('keep'),
  /**
   * Accepts the valid points and lists the others; by default, one invalid point refuses the whole request.
   */
  skip_invalid: flag,
});
export type OnConflict = z.infer<typeof ingestQuerySchema>['on_conflict'];

/** The same for bodies that are read by line. */
export const streamQuerySchema = ingestQuerySchema.extend({
  /** Sends a line for each part that is stored, while the body is still arriving. */
  progress: flag,
});

const columnList = z
  .string()
  .refine(
    (text) => text.split(',').every((name) => name.trim() !== ''),
    'must be column names separated by commas',
  )
  .refine((text) => {
    const names = text.split(',').map((name) => name.trim());
    return new Set(names).size === names.length;
  }, 'must not name a column twice');

/** How to turn the columns of a CSV body into points. */
export const csvQuerySchema = streamQuerySchema
  .extend({
    /** One model for all rows, or the column with its name (`model_id` by default). */
    model_id: nameSchema.optional(),
    model_id_column: z.string().optional(),
    metric: nameSchema.optional(),
    metric_column: z.string().optional(),
    /** The column with the values, `value` by default. */
    value_column: z.string().optional(),
    /** The wide form: each of these columns is a metric with the name of the column. */
    value_columns: columnList.optional(),
    /**
     * The column with the times; by default one that is called `ts`, `timestamp` or similar. Empty: there is
     * none.
     */
    ts_column: z.string().optional(),
    label_columns: columnList
      .refine((text) => text.split(',').length <= maxLabels, `must name at most ${maxLabels} columns`)
      .optional(),
    /** Ignores columns that no parameter names; by default they are refused. */
    ignore_columns: flag,
    /** The character that separates fields. */
    delimiter: z
      .enum([',', ';', '|', '\t', 'tab'], 'must be a comma, a semicolon, a vertical bar or tab')
      .default(',')
      .transform((text) => (text === 'tab' ? '\t' : text)),
    /** The decimal mark of values. */
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
