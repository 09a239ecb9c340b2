import { z } from 'zod';
import { type InstantOrFault, pointInstant, queryInstant, unreadableInstant } from './instant';
import { textMaxLength } from './limits';

/** Maximum length of a model id, metric name, detector name or pattern, in UTF-16 code units. */
export const nameMaxLength = 200;

/** C0 controls and DEL. PostgreSQL cannot store NUL, and the others cannot be typed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is its job
const controlCharacters = /[\u0000-\u001f\u007f]/;

/** A human-readable identifier: 1 to 200 characters, not blank, no control characters. */
export const nameSchema = z
  .string(`must be text of 1 to ${nameMaxLength} characters`)
  .max(nameMaxLength, `must be at most ${nameMaxLength} characters`)
  .refine((name) => name.trim() !== '', 'must not be empty')
  .refine((name) => name !== '.' && name !== '..', 'must not be . or .., which a URL cannot carry')
  .refine((name) => !controlCharacters.test(name), 'must not contain control characters')
  .refine((name) => name.isWellFormed(), 'must be well-formed Unicode');

/** Free text by a person; line breaks and tabs are allowed. */
export const commentSchema = z
  .string()
  .trim()
  .max(textMaxLength, `must be at most ${textMaxLength} characters`)
  .refine(
    (text) => !controlCharacters.test(text.replace(/[\n\r\t]/g, '')),
    'must not contain control characters',
  )
  .refine((text) => text.isWellFormed(), 'must be well-formed Unicode');

/** Converts a text or number that `read` understands to epoch milliseconds. */
function instantOf(read: (given: string | number) => InstantOrFault) {
  return z
    .union([z.string(unreadableInstant), z.number(unreadableInstant)], unreadableInstant)
    .transform((given, context) => {
      const instant = read(given);
      if ('ms' in instant) return instant.ms;
      context.addIssue({ code: 'custom', message: instant.fault });
      return z.NEVER;
    });
}

/**
 * The time of a point, converted to epoch milliseconds: RFC 3339 with an offset, or epoch milliseconds in the
 * years 1990 to 2099.
 */
export const pointInstantSchema = instantOf(pointInstant);

/**
 * A time in a request that reads, converted to epoch milliseconds: RFC 3339 with an offset, or epoch
 * milliseconds from 1970 on.
 */
export const instantSchema = instantOf(queryInstant);

/** The same in a query string, where epoch milliseconds arrive as digits. */
export const instantQuerySchema = z
  .string()
  .transform((text) => (/^\d+$/.test(text) ? Number(text) : text))
  .pipe(instantSchema);

/** A time in a response: RFC 3339 in UTC. */
export const timestampSchema = z.iso.datetime();

/** zod silently drops this name from a record, so it is refused first. */
const reservedName = '__proto__';

/** An object with any names except the reserved one. */
export function recordSchema<Key extends z.ZodType<string>, Value extends z.ZodType>(key: Key, value: Value) {
  return z.preprocess(
    (input, context) => {
      if (typeof input === 'object' && input !== null && Object.hasOwn(input, reservedName)) {
        context.addIssue({
          code: 'custom',
          path: [reservedName],
          message: 'is a reserved name; choose another',
        });
      }
      return input;
    },
    z.record(key, value),
  );
}

/** Maximum number of labels on a point. */
export const maxLabels = 32;

export const labelsSchema = recordSchema(
  nameSchema,
  z
    .string()
    .max(500, 'must be at most 500 characters')
    .refine(
      (value) => !controlCharacters.test(value) && value.isWellFormed(),
      'must not contain control characters',
    ),
).refine((labels) => Object.keys(labels).length <= maxLabels, `must have at most ${maxLabels} labels`);
export type Labels = z.infer<typeof labelsSchema>;

/** Number of items on one page of a list. */
export const limitSchema = z.coerce.number().int().min(1).max(200).default(50);
/**
 * A cursor is the base64url of a sort key as JSON: a name of at most three bytes per code unit, and a few
 * numbers.
 */
const cursorMaxLength = Math.ceil((4 * (3 * nameMaxLength + 100)) / 3);
export const pageQuerySchema = z.strictObject({
  limit: limitSchema,
  cursor: z.string().max(cursorMaxLength).optional(),
});

export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable() });
}

/** One fault in an input; see `FieldError`. */
export const fieldErrorSchema = z.object({
  index: z.number().optional(),
  line: z.number().optional(),
  field: z.string().optional(),
  message: z.string(),
});

/** An RFC 9457 problem document, the body of every error response of the API. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
  /** True if the same request may succeed later; `Retry-After` says when to try. */
  retryable: z.boolean().optional(),
  /** The `X-Request-Id` of the response, which the server's log contains too. */
  request_id: z.string().optional(),
  errors: z.array(fieldErrorSchema).optional(),
  /** Number of faults beyond the 100 in `errors`. */
  more_errors: z.number().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
