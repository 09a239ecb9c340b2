import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isDriftwatchError } from '@/lib/errors';
import { Turns } from '@/lib/ingest/body/turns';
import { readLongJson } from '@/lib/ingest/http/read-long-json';
import { parsePoints, parseValidPoints } from '@/lib/ingest/parse-points';
import { SkippedPoints } from '@/lib/ingest/skipped-points';

const now = new Date('2026-06-01T12:00:00Z');
const turns = () => new Turns(() => false);

/**
 * Points with and without labels, which stand in the middle, with texts that look like the end of a point.
 */
const point = fc.record({
  model_id: fc.constantFrom('a', 'fräud', '},{', '"},\n{"', '\\', 'x\\"},{'),
  labels: fc.constantFrom(undefined, {}, { region: 'eu' }, { region: '},{"a":1}' }),
  metric: fc.constantFrom('b', 'latency'),
  value: fc.double({ noNaN: true, noDefaultInfinity: true }),
});
/** Long enough for several slices. */
const points = fc
  .array(point, { minLength: 1, maxLength: 12 })
  .map((few) => Array.from({ length: 1000 }, (_, index) => few[index % few.length] as object));
const indent = fc.constantFrom(undefined, 1, '\t');

function plainly(text: string): unknown {
  try {
    return parsePoints(JSON.parse(text), now);
  } catch (error) {
    return isDriftwatchError(error) ? error.errors : 'not JSON';
  }
}

async function atLength(text: string): Promise<unknown> {
  try {
    return (await readLongJson(text, now, turns(), null)).points;
  } catch (error) {
    if (!isDriftwatchError(error)) throw error;
    return error.errors.length > 0 ? error.errors : 'not JSON';
  }
}

test('a long body gives the same points as one that is parsed at once', async () => {
  await fc.assert(
    fc.asyncProperty(points, indent, fc.boolean(), async (all, space, isObject) => {
      const text = JSON.stringify(isObject ? { points: all } : all, null, space);
      expect(JSON.stringify(await atLength(text))).toBe(JSON.stringify(plainly(text)));
    }),
    { seed: 11, numRuns: 12 },
  );
});

test('what one character makes invalid is refused as it is there', async () => {
  const characters = fc.constantFrom('', '{', '}', '[', ']', ',', '"', '\\', ' ', ',]', ',,');
  await fc.assert(
    fc.asyncProperty(points, fc.nat(), characters, async (all, place, character) => {
      const text = JSON.stringify(all);
      const at = place % text.length;
      const broken = `${text.slice(0, at)}${character}${text.slice(at + 1)}`;
      expect(JSON.stringify(await atLength(broken))).toBe(JSON.stringify(plainly(broken)));
    }),
    { seed: 11, numRuns: 60 },
  );
});

test.each([
  ['[,', '[0] '],
  ['[1,]', '[1] '],
  ['[1, ]', '[1] '],
  ['[1,,2]', '[1] '],
  ['[1 2]', '[0] '],
  ['["]', '[0] '],
])('%s is refused: %s', async (text, detail) => {
  const whole = text.endsWith(']') ? text : `${text}]`;
  await expect(readLongJson(whole, now, turns(), null)).rejects.toThrow(`the body is not JSON: ${detail}`);
});

test.each(['[]', ' { "points" : [ ] } '])('%s has no points', async (text) => {
  await expect(readLongJson(text, now, turns(), null)).rejects.toThrow('there are no points in the body');
});

test.each([
  ['[1', 'a body that begins with [ must end with its ]'],
  ['[1] 2', 'a body that begins with [ must end with its ]'],
  ['{"points":[1]', 'must end with ]} and have nothing else'],
  ['{"points":[1]]', 'must end with ]} and have nothing else'],
  ['{"points":[1],"a":[]}', 'the array of points ends at character 13 of the body, and nothing may follow'],
  ['[1]]', 'the array of points ends at character 3 of the body'],
])('%s is refused: %s', async (text, detail) => {
  await expect(readLongJson(text, now, turns(), null)).rejects.toThrow(detail);
});

test('skipping takes the valid points of a long body and says where they were, as of a short one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 400 }), async (validity) => {
      const body = validity.map((isValid, at) => ({
        model_id: 'm',
        metric: 'v',
        value: isValid ? at : null,
      }));
      fc.pre(validity.includes(true));
      const read = await readLongJson(JSON.stringify(body), now, turns(), new SkippedPoints());
      expect(read).toEqual(parseValidPoints(body, now));
    }),
    { seed: 11, numRuns: 30 },
  );
});

test('NaN is named with its place in a long body too', async () => {
  const text = `[${'{"model_id":"m","metric":"v","value":1},'.repeat(5000)}{"model_id":"m","metric":"v","value":NaN}]`;
  await expect(readLongJson(text, now, turns(), null)).rejects.toMatchObject({
    errors: [{ index: 5000, field: 'value' }],
  });
});
