import { createHash, type Hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DriftwatchError } from '../../errors';
import { parseQuery } from '../../http/parse-query';
import { csvQuerySchema, ingestQuerySchema, streamQuerySchema } from '../../schemas/ingest';
import { CsvPoints } from '../body/csv-points';
import { type Bytes, type Encoding, inflate } from '../body/inflate';
import { NdjsonPoints } from '../body/ndjson-points';
import { readChunks } from '../body/read-chunks';
import { splitLines } from '../body/split-lines';
import { submitChunks } from '../body/submit-chunks';
import { Turns } from '../body/turns';
import { WireBudget } from '../body/wire-budget';
import { ingestPipeline } from '../ingest-pipeline';
import type { PointSink } from '../ingest-request';
import { parsePoints } from '../parse-points';
import { runningLimits } from '../read-point';
import { type Answer, problemAnswer, progressAnswer, resultAnswer } from './answer';
import { type Format, type Headers, readEncoding, readFormat, readIdempotencyKey } from './read-headers';
import { gather, parseJson, refuseLength, textOf } from './read-json-points';
import { readLongJson } from './read-long-json';

/** A POST of points, whoever received it. */
export interface MetricsRequest {
  headers: Headers;
  /** The query string without its question mark. */
  query: string;
  /** A body that is there as a whole, or one that arrives. */
  body: Buffer | Bytes;
  /** Whether the client went away. */
  isGone: () => boolean;
}

interface Head {
  format: Format;
  encoding: Encoding;
  /** Where what identifies a request is gathered, if it has an Idempotency-Key. */
  identity: { key: string; hash: Hash } | undefined;
}

function readHead({ headers, query }: MetricsRequest): Head {
  const format = readFormat(headers);
  const encoding = readEncoding(headers);
  const key = readIdempotencyKey(headers);
  const hash = () => createHash('sha256').update(`${format}\n${query}\n`);
  return { format, encoding, identity: key === undefined ? undefined : { key, hash: hash() } };
}

function idempotencyOf({ identity }: Head) {
  return identity && { key: identity.key, bodyHash: identity.hash.digest('hex') };
}

async function* chunksOf(body: Buffer | Bytes): AsyncGenerator<Uint8Array> {
  if (Buffer.isBuffer(body)) yield body;
  else yield* body;
}

/** A longer JSON text is not parsed in one go. */
const shortText = 16 * 1024;
const noQuery = ingestQuerySchema.parse({});

async function answerJson(request: MetricsRequest, head: Head, sink: PointSink): Promise<Answer> {
  const { query, body } = request;
  const { on_conflict: onConflict } =
    query === '' ? noQuery : parseQuery(new URLSearchParams(query), ingestQuerySchema);
  const isPlain = head.encoding === 'identity';
  if (isPlain) refuseLength(request.headers('content-length'));
  const bytes =
    isPlain && Buffer.isBuffer(body)
      ? body
      : await gather(inflate(chunksOf(body), head.encoding, new WireBudget()));
  head.identity?.hash.update(bytes);
  const receivedAt = new Date();
  const text = textOf(bytes);
  const points =
    text.length <= shortText
      ? parsePoints(parseJson(text), receivedAt)
      : await readLongJson(text, receivedAt, new Turns(request.isGone));
  const idempotency = idempotencyOf(head);
  return resultAnswer(await sink.submit({ points, onConflict, receivedAt, idempotency }));
}

async function* hashed(body: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    hash.update(chunk);
    yield chunk;
  }
}

function refuseKeyOfLongBody() {
  throw new DriftwatchError(
    'INVALID_INPUT',
    'a body with an Idempotency-Key may have at most 50,000 points and 16 MiB, since a longer one is stored in parts; without the key it can be sent again just as safely if its points have times',
  );
}

/** NDJSON and CSV: read while it arrives. */
async function answerLines(request: MetricsRequest, head: Head, sink: PointSink): Promise<Answer> {
  const given = new URLSearchParams(request.query);
  const limit = runningLimits();
  const csv = head.format === 'csv' ? parseQuery(given, csvQuerySchema) : null;
  const query = csv ?? parseQuery(given, streamQuerySchema);
  const { identity } = head;
  const budget = new WireBudget();
  const inflated = inflate(chunksOf(request.body), head.encoding, budget);
  const steps = submitChunks({
    chunks: readChunks({
      blocks: splitLines(identity ? hashed(inflated, identity.hash) : inflated),
      reader: csv ? new CsvPoints(csv, limit) : new NdjsonPoints(limit),
      onLong: () => identity && refuseKeyOfLongBody(),
      turns: new Turns(request.isGone),
      budget,
    }),
    sink,
    requestOf: ({ isWhole }) => ({
      onConflict: query.on_conflict,
      receivedAt: new Date(),
      idempotency: isWhole ? idempotencyOf(head) : undefined,
    }),
    isGone: request.isGone,
    pause,
  });
  if (query.progress) return await progressAnswer(steps);
  let step = await steps.next();
  while (!step.done) step = await steps.next();
  return resultAnswer(step.value);
}

/** Answers a POST of points: stores and evaluates them, or says why not. It never throws. */
export async function handleMetrics(request: MetricsRequest, sink?: PointSink): Promise<Answer> {
  try {
    const head = readHead(request);
    const answer = head.format === 'json' ? answerJson : answerLines;
    return await answer(request, head, sink ?? ingestPipeline());
  } catch (error) {
    return problemAnswer(error);
  }
}
