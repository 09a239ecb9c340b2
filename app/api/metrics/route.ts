import { onlyAllows } from '@/lib/http/server';
import { answerFetch } from '@/lib/ingest/http/answer-fetch';

/**
 * Takes metric points as JSON, NDJSON or CSV; a 200 means stored, evaluated and durable. `npm start` answers
 * before Next does, with the same handler.
 */
export const POST = (request: Request): Promise<Response> => answerFetch(request);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');
