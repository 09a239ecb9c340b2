import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { analyse } from 'scslre';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { z } from 'zod';

const folders = ['app', 'components', 'examples', 'lib', 'scripts'];

/**
 * A place where a regular expression may stand, and not a division; parsing all files takes many times as
 * long.
 */
const mayHavePattern = /(?:[=(,:[!&|?{};>]|\breturn)\s*\/(?![/*>])|RegExp/;

/**
 * Returns every regular expression literal of a source text, and every call that builds one from something
 * else.
 */
function patternsOf(file: string, text: string): string[] {
  const found: string[] = [];
  if (!mayHavePattern.test(text)) return found;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
  const visit = (node: ts.Node) => {
    if (ts.isRegularExpressionLiteral(node)) found.push(node.text);
    const isMade = ts.isNewExpression(node) || ts.isCallExpression(node);
    if (isMade && node.expression.getText(source) === 'RegExp') found.push(node.getText(source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Returns whether some input takes more than linear time; anything but a literal counts as such. */
function isSuperLinear(pattern: string): boolean {
  if (!pattern.startsWith('/')) return true;
  const end = pattern.lastIndexOf('/');
  return analyse({ source: pattern.slice(1, end), flags: pattern.slice(end + 1) }).reports.length > 0;
}

test.each([
  [String.raw`/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/`, true],
  [String.raw`/^[\da-f:]*:[\da-f]*:[\da-f:.]*$/i`, true],
  [String.raw`/\s+$/`, true],
  ['/^(a+)+$/', true],
  ['new RegExp(given)', true],
  [String.raw`/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/`, false],
])('%s: super-linear is %s', (pattern, expected) => {
  expect(isSuperLinear(pattern)).toBe(expected);
});

test('every regular expression takes linear time, whatever the input', () => {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  );
  const sources = files.filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !file.startsWith('lib/generated'));
  const patterns = sources.flatMap((file) =>
    patternsOf(file, readFileSync(file, 'utf8')).map((pattern) => ({ file, pattern })),
  );
  expect(patterns.length).toBeGreaterThan(40);
  expect(patterns.filter(({ pattern }) => isSuperLinear(pattern))).toEqual([]);
});

test('so does the one of zod that reads times', () => {
  const { pattern } = z.iso.datetime({ offset: true })._zod.def;
  expect(isSuperLinear(String(pattern))).toBe(false);
});
