/**
 * Longest comment or free text, in UTF-16 code units. Apart from the schemas, so that a form can use it
 * without them.
 */
export const textMaxLength = 2000;
