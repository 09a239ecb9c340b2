import { hasCode, serializationFailure } from '../unavailable';

const divisionByZero = '22012';

/**
 * SQL of an expression that fails where the condition is not true, so that PostgreSQL undoes the transaction
 * with the statements that were sent after it. It divides by zero: no other expression fails by its value
 * without a function in the schema.
 */
export const failUnless = (condition: string) => `1 / coalesce((${condition})::int, 0)`;

/** Turns the failure of such a statement into one after which the transaction is done again. */
export async function orAgain(sent: Promise<unknown>, reason: string): Promise<void> {
  await sent.catch((cause) => {
    if (!hasCode(cause, new Set([divisionByZero]))) throw cause;
    throw Object.assign(new Error(reason, { cause }), { code: serializationFailure });
  });
}
