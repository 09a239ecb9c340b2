import ts from 'typescript';
import { z } from 'zod';
import { envSchema, readEnv } from '../lib/env';

const maxWidth = 110;
const introduction = `The settings of Driftwatch with their defaults, generated from lib/env.ts by npm run env:example.
Copy this file to .env and remove the # before the settings you change. Environment variables take precedence over .env.`;

/** The parts of the result of `z.toJSONSchema` that settings use. */
interface Range {
  type?: string;
  minimum?: number;
  maximum?: number;
  enum?: string[];
}

/** Wraps a text into comment lines. */
function comment(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length === 0 ? '' : `${lines.at(-1)} ${word}`;
    if (longer && longer.length <= maxWidth) lines[lines.length - 1] = longer;
    else lines.push(`# ${word}`);
  }
  return lines;
}

/** Returns the docstrings of the properties in `names`, by name. */
function docstrings(source: string, names: string[]): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (node: ts.Node) => {
    if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && names.includes(node.name.text)) {
      const text = ts
        .getJSDocCommentsAndTags(node)
        .map((doc) => ts.getTextOfJSDocComment(doc.comment))
        .join(' ');
      if (text) found.set(node.name.text, text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('env.ts', source, ts.ScriptTarget.Latest, true));
  return found;
}

function rangeOf({ type, minimum, maximum, enum: choices }: Range): string {
  if (choices) return `One of: ${choices.join(', ')}`;
  return type === 'integer' ? `Range: ${minimum} to ${maximum}` : '';
}

/**
 * Returns the text of `.env.example`: every setting with its docstring, its range and its default, commented
 * out.
 *
 * @param source text of `lib/env.ts`, from which the docstrings are read
 * @throws {Error} if settings have no docstring; it names all of them
 */
export function describeSettings(source: string): string {
  const ranges = z.toJSONSchema(envSchema, { io: 'input' }).properties as Record<string, Range>;
  const docs = docstrings(source, Object.keys(ranges));
  const missing = Object.keys(ranges).filter((name) => !docs.has(name));
  if (missing.length > 0) throw new Error(`lib/env.ts has no docstring for ${missing.join(', ')}`);
  const defaults: Record<string, unknown> = readEnv({});
  const settings = Object.entries(ranges).map(([name, range]) => [
    ...[docs.get(name) ?? '', rangeOf(range)].flatMap(comment),
    `# ${name}=${defaults[name] ?? ''}`,
  ]);
  return [introduction.split('\n').flatMap(comment), ...settings]
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}
