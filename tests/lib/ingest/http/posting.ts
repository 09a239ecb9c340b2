import type { Bytes } from '@/lib/ingest/body/inflate';
import { handleMetrics } from '@/lib/ingest/http/handle-metrics';
import type { PointSink } from '@/lib/ingest/ingest-request';
import { operator } from '@/lib/services/call';

export interface Post {
  type?: string | undefined;
  headers?: Record<string, string>;
  query?: string;
  body: string | Buffer | Bytes;
  isGone?: () => boolean;
}

export interface Received {
  status: number;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
}

/** Sends a post to the handler; an answer of lines comes back as an array. */
export async function post(sink: PointSink | undefined, given: Post): Promise<Received> {
  const { type = 'application/json', headers = {}, query = '', body, isGone = () => false } = given;
  const all: Record<string, string> = { 'content-type': type, ...headers };
  const answer = await handleMetrics(
    {
      headers: (name) => all[name],
      query,
      body: typeof body === 'string' ? Buffer.from(body) : body,
      address: undefined,
      isGone,
      caller: { actor: operator, pointsPerMinute: null },
    },
    sink,
  );
  if (typeof answer.body === 'string') {
    return { ...answer, body: answer.body === '' ? null : JSON.parse(answer.body) };
  }
  let text = '';
  for await (const part of answer.body) text += part;
  return {
    ...answer,
    body: text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
}
