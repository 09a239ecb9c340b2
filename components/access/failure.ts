import { ApiError, fieldErrorsOf } from '@/lib/http/client';

function waitText(seconds: number): string {
  if (seconds < 90) return `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

/** As a sentence: the server's details begin small. */
export function sentence(text: string): string {
  const started = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(started) ? started : `${started}.`;
}

/** What to tell of a failed attempt, beside what stands at the fields; null if those say it all. */
export function failureText(error: Error | null): string | null {
  if (error === null) return null;
  if (!(error instanceof ApiError)) return sentence(error.message);
  const { retry_after_s: told } = error.problem.details ?? {};
  const seconds = typeof told === 'number' ? told : error.retryAfterS;
  if (error.status === 429 && seconds !== undefined) {
    return `Too many attempts. Try again in ${waitText(seconds)}.`;
  }
  return Object.keys(fieldErrorsOf(error)).length > 0 ? null : sentence(error.message);
}

/** What a field says: `must be at least 10 characters` reads as a sentence. */
export function fieldTexts(error: Error | null): Partial<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fieldErrorsOf(error)).map(([field, text]) => [field, text && sentence(text)]),
  );
}
