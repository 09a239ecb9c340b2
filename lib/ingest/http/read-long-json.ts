import { DriftwatchError } from '../../errors';
import { endOfJson } from '../../http/end-of-json';
import { maxPointsPerRequest } from '../../schemas/metrics';
import { tooLarge } from '../body/body-error';
import { parseJson } from '../body/parse-json';
import type { Turns } from '../body/turns';
import { PointBatch, parsePoints, parseValidPoints, type ReadPoints, tooManyPoints } from '../parse-points';
import { pointLimits } from '../read-point';
import type { SkippedPoints } from '../skipped-points';
import { notJson, parseText } from './read-json-points';

/**
 * How much is parsed at a time, in UTF-16 code units: the costliest text of this length takes a few
 * milliseconds.
 */
const sliceLength = 32 * 1024;
/** Longest text of one point: twice that of the longest names and labels, all of it escaped. */
const maxPointLength = 256 * 1024;

/** How a body of several points begins and ends: an array, or an object of nothing but `points`. */
const opening = /^[ \t\r\n]*(?:(\{)[ \t\r\n]*"points"[ \t\r\n]*:[ \t\r\n]*)?\[/;
const endOfArray = /^\][ \t\r\n]*$/;
const endOfObject = /^\][ \t\r\n]*\}[ \t\r\n]*$/;

/** Where the elements lie in the text; null when this is no array of points. */
function findElements(text: string): { from: number; to: number } | null {
  const begin = opening.exec(text);
  if (begin === null) return null;
  const to = text.lastIndexOf(']');
  const isWhole = to >= 0 && (begin[1] ? endOfObject : endOfArray).test(text.slice(to));
  if (isWhole) return { from: begin[0].length, to };
  const expected = begin[1] ? '{"points": [ must end with ]} and have nothing else' : '[ must end with its ]';
  throw new DriftwatchError('INVALID_INPUT', `a body that begins with ${expected}`);
}

function endsEarly(at: number): DriftwatchError {
  const message = `the array of points ends at character ${at + 1} of the body, and nothing may follow`;
  return new DriftwatchError('INVALID_INPUT', message);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

/** The last comma of a text that stands between `}` and `{`, or -1: most likely one between two points. */
function likelyCut(text: string): number {
  let at = text.length;
  while (at > 0) {
    at = text.lastIndexOf('{', at - 1);
    let comma = at - 1;
    while (isBlank(text.charCodeAt(comma))) comma--;
    let brace = comma - 1;
    while (isBlank(text.charCodeAt(brace))) brace--;
    if (text[comma] === ',' && text[brace] === '}') return comma;
  }
  return -1;
}

function parseElements(text: string): unknown[] {
  try {
    return parseJson(`[${text}]`) as unknown[];
  } catch {
    return [];
  }
}

/**
 * The elements of an array, parsed some at a time. What begins behind a comma between elements and is valid
 * as the inside of an array ends between elements too, so a cut may be a guess. Where it was wrong, or the
 * body is, one goes by one.
 */
function* slicesOf(text: string, from: number, to: number): Generator<unknown[]> {
  if (text.slice(from, to).trim() === '') return;
  let index = 0;
  const name = () => `[${index}]`;
  for (let at = from; at <= to; ) {
    const isRest = to - at <= sliceLength;
    const stop = isRest ? to : at + Math.max(likelyCut(text.slice(at, at + sliceLength)), 0);
    const elements = parseElements(text.slice(at, stop));
    if (elements.length > 0) {
      index += elements.length;
      yield elements;
      at = stop + 1;
      continue;
    }
    while (at <= stop) {
      const end = endOfJson(text, at, name);
      if (end - at > maxPointLength) throw tooLarge(name(), `${maxPointLength} characters`);
      if (end < to && text[end] !== ',') throw endsEarly(end);
      try {
        elements.push(parseJson(text.slice(at, end)));
      } catch (cause) {
        throw notJson(cause, `${name()} `);
      }
      at = end + 1;
      index += 1;
    }
    yield elements;
  }
}

/**
 * The points of a long body, as `parsePoints` has them of a short one, with turns for other requests in
 * between.
 *
 * @param skipped where bad points are counted that are to be left out; null: they refuse the body.
 * @throws INVALID_INPUT, TOO_LARGE as `parsePoints` does; ClientGone.
 */
export async function readLongJson(
  text: string,
  now: Date,
  turns: Turns,
  skipped: SkippedPoints | null,
): Promise<ReadPoints> {
  const found = findElements(text);
  if (found === null) {
    // What is left is one long point.
    endOfJson(text, 0, () => 'the body');
    const json = parseText(text);
    return skipped ? parseValidPoints(json, now) : { points: parsePoints(json, now) };
  }
  const batch = new PointBatch(pointLimits(now), skipped);
  let index = 0;
  for (const elements of slicesOf(text, found.from, found.to)) {
    for (const element of elements) {
      if (index === maxPointsPerRequest) throw tooManyPoints('more');
      batch.add(element, index);
      index += 1;
      if (turns.isOver(0, 0)) await turns.take();
    }
    await turns.take();
  }
  if (index === 0) throw new DriftwatchError('INVALID_INPUT', 'there are no points in the body');
  return batch.take();
}
