import { z } from 'zod';
import { nameSchema } from './common';
import { textMaxLength } from './limits';

/** A page of the app with its filters, saved under a name. */
export const savedViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** `/`, `/incidents` and so on. */
  path: z.string(),
  /** Without the question mark; empty for the page without filters. */
  query: z.string(),
  created_at: z.string(),
});
export type SavedView = z.infer<typeof savedViewSchema>;
export const savedViewListSchema = z.object({ items: z.array(savedViewSchema), next_cursor: z.null() });
export type SavedViewList = z.infer<typeof savedViewListSchema>;

/** Maximum number of saved views. */
export const maxSavedViews = 200;

/** Input of `POST /api/views`. */
export const savedViewInputSchema = z.strictObject({
  name: nameSchema,
  path: nameSchema.regex(/^\/(?![/\\])[^?#\\]*$/, 'must be the path of a page, such as /incidents'),
  query: z
    .string()
    .max(textMaxLength, `must be at most ${textMaxLength} characters`)
    .regex(/^(?!\?)[^#\s]*$/, 'must be a query without ? and blanks, such as search=eu')
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must be well-formed Unicode')
    .default(''),
});
