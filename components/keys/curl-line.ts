import type { Key } from '@/lib/schemas/keys';

/** A model that the key may speak of: the pattern itself, with something in place of each star. */
const exampleModel = (pattern: string | null) =>
  pattern === null || pattern === '*' ? 'churn' : pattern.replaceAll('*', 'example');

/** In single quotes of a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** A line for a shell that tries a new key at this very server. */
export function curlLine({ scope, model_pattern: pattern }: Key, secret: string, origin: string): string {
  const key = `-H ${quoted(`authorization: Bearer ${secret}`)}`;
  if (scope === 'ingest') {
    const point = JSON.stringify({ model_id: exampleModel(pattern), metric: 'accuracy', value: 0.91 });
    return `curl ${origin}/api/metrics \\\n  ${key} \\\n  -H 'content-type: application/json' \\\n  -d ${quoted(point)}`;
  }
  const path = scope === 'jobs' ? '/api/jobs?status=queued' : '/api/models';
  return `curl ${quoted(`${origin}${path}`)} \\\n  ${key}`;
}
