import { createHash, type Hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DriftwatchError } from '../../errors';
import { bodyBudget } from '../../http/body-budget';
import { parseQuery } from '../../http/parse-query';
import { csvQuerySchema, ingestQuerySchema, streamQuerySchema } from '../../schemas/ingest';
import type { IngestResult } from '../../schemas/metrics';
import { closeAtEnd, countBytes, releaseStored } from '../body/count-body';
import { CsvPoints } from '../body/csv-points';
import { csvText } from '../body/csv-text';
import { type Bytes, type Encoding, inflate } from '../body/inflate';
import { NdjsonPoints } from '../body/ndjson-points';
import { readChunks } from '../body/read-chunks';
import { splitLines } from '../body/split-lines';
import { submitChunks } from '../body/submit-chunks';
import { Turns } from '../body/turns';
import { WireBudget } from '../body/wire-budget';
import { ingestPipeline } from '../ingest-pipeline';
import type { PointSink } from '../ingest-request';
import { parsePoints, parseValidPoints, type ReadPoints } from '../parse-points';
import { runningLimits } from '../read-point';
import { SkippedPoints } from '../skipped-points';
import { type Answer, problemAnswer, progressAnswer, resultAnswer, type Steps } from './answer';
import { guardPoints, type PointCaller } from './guard-points';
import { type Format, type Headers, readEncoding, readFormat, readIdempotencyKey } from './read-headers';
import { gather, parseText, refuseLength, textOf } from './read-json-points';
import { readLongJson } from './read-long-json';

/** A POST of points, whoever received it. */
export interface MetricsRequest {
  /** Who posts them. */
  caller: PointCaller;
  headers: Headers;
  /** The query string without its question mark. */
  query: string;
  /** A body that is there as a whole, or one that arrives. */
  body: Buffer | Bytes;
  /** The client's address, as far as it is known. */
  address: string | undefined;
  /** Whether the client went away. */
  isGone: () => boolean;
  /** What problem documents and the log call this request by. */
  requestId?: string | undefined;
  /** W3C `traceparent` that what comes of the points is told with. */
  traceparent?: string | undefined;
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

interface ReadBody extends ReadPoints {
  receivedAt: Date;
}

/** A promise only where the text is so long that other requests must get their turn. */
function readBytes(
  bytes: Buffer,
  { isGone }: MetricsRequest,
  { identity }: Head,
  isSkipping: boolean,
): ReadBody | Promise<ReadBody> {
  identity?.hash.update(bytes);
  const receivedAt = new Date();
  const text = textOf(bytes);
  if (text.length > shortText) return readLong(text, receivedAt, isGone, isSkipping);
  const json = parseText(text);
  if (isSkipping) return { ...parseValidPoints(json, receivedAt), receivedAt };
  return { points: parsePoints(json, receivedAt), receivedAt };
}

async function readLong(
  text: string,
  receivedAt: Date,
  isGone: () => boolean,
  isSkipping: boolean,
): Promise<ReadBody> {
  const skipped = isSkipping ? new SkippedPoints() : null;
  return { ...(await readLongJson(text, receivedAt, new Turns(isGone), skipped)), receivedAt };
}

/**
 * The points of a body that arrives or has to be inflated. Its bytes are gone when this returns: points may
 * wait long.
 */
async function gatherPoints(request: MetricsRequest, head: Head, isSkipping: boolean): Promise<ReadBody> {
  const { body, address } = request;
  const [share, window] = [bodyBudget().open(address), bodyBudget().open(address)];
  try {
    const inflated = inflate(chunksOf(body), head.encoding, new WireBudget());
    const bytes = await gather(countBytes(inflated, head.encoding, share, window));
    return await readBytes(bytes, request, head, isSkipping);
  } finally {
    share.close();
    window.close();
  }
}

async function answerJson(request: MetricsRequest, head: Head, sink: PointSink): Promise<Answer> {
  const { query, body } = request;
  const { on_conflict: onConflict, skip_invalid: isSkipping } =
    query === '' ? noQuery : parseQuery(new URLSearchParams(query), ingestQuerySchema);
  const isPlain = head.encoding === 'identity';
  if (isPlain) refuseLength(request.headers('content-length'));
  const { points, skipped, receivedAt } =
    isPlain && Buffer.isBuffer(body)
      ? await readBytes(body, request, head, isSkipping)
      : await gatherPoints(request, head, isSkipping);
  const idempotency = idempotencyOf(head);
  const { traceparent } = request;
  const result = await sink.submit({ points, onConflict, receivedAt, idempotency, traceparent, skipped });
  return resultAnswer(skipped ? { skipped: skipped.summary, ...result } : result);
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

/** The same steps; what was noted of the body on the way is part of the result. */
async function* withNotes(steps: Steps, notes: () => Partial<IngestResult>): Steps {
  const result = yield* steps;
  return { ...notes(), ...result };
}

/** NDJSON and CSV: read while it arrives. */
async function answerLines(request: MetricsRequest, head: Head, sink: PointSink): Promise<Answer> {
  const given = new URLSearchParams(request.query);
  const limit = runningLimits();
  const csv = head.format === 'csv' ? parseQuery(given, csvQuerySchema) : null;
  const query = csv ?? parseQuery(given, streamQuerySchema);
  const { identity } = head;
  const [share, window] = [bodyBudget().open(request.address), bodyBudget().open(request.address)];
  const budget = new WireBudget();
  const inflated = inflate(chunksOf(request.body), head.encoding, budget);
  const counted = countBytes(inflated, head.encoding, share, window);
  const bytes = identity ? hashed(counted, identity.hash) : counted;
  const csvPoints = csv && new CsvPoints(csv, limit);
  const skipped = query.skip_invalid ? new SkippedPoints() : undefined;
  const chunks = readChunks({
    blocks: splitLines(csv ? csvText(bytes) : bytes),
    reader: csvPoints ?? new NdjsonPoints(limit),
    onLong: () => identity && refuseKeyOfLongBody(),
    turns: new Turns(request.isGone),
    budget,
    skipped,
  });
  const stored = submitChunks({
    chunks: releaseStored(chunks, share),
    sink,
    requestOf: ({ isWhole }) => ({
      onConflict: query.on_conflict,
      receivedAt: new Date(),
      idempotency: isWhole ? idempotencyOf(head) : undefined,
      traceparent: request.traceparent,
      skipped: isWhole && skipped ? { summary: skipped.summary, positions: null } : undefined,
    }),
    isGone: request.isGone,
    pause,
  });
  const noted = withNotes(stored, () => ({
    ...(skipped && { skipped: skipped.summary }),
    ...(csvPoints && { ts_column: csvPoints.timeColumn }),
  }));
  const steps = closeAtEnd(noted, share, window);
  if (query.progress) return await progressAnswer(steps, request.requestId);
  let step = await steps.next();
  while (!step.done) step = await steps.next();
  return resultAnswer(step.value);
}

/** Answers a POST of points: stores and evaluates them, or says why not. It never throws. */
export async function handleMetrics(request: MetricsRequest, sink?: PointSink): Promise<Answer> {
  try {
    const head = readHead(request);
    const answer = head.format === 'json' ? answerJson : answerLines;
    return await answer(request, head, guardPoints(sink ?? ingestPipeline(), request.caller));
  } catch (error) {
    return problemAnswer(error, request.requestId);
  }
}
