import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { limitsText, type ParamField, paramFields, parseParam } from '@/components/detectors/param-fields';
import { methods } from '@/lib/detectors/registry';

const schema = z.toJSONSchema(
  z.strictObject({
    window: z
      .number()
      .int()
      .min(2)
      .max(10_000)
      .default(3)
      .meta({ title: 'Window', description: 'How many.', unit: 'points' }),
    threshold: z.number().positive().default(0.05).meta({ title: 'Threshold' }),
    lower: z.number().nullable().default(null).meta({ title: 'Lower limit' }),
    side: z.enum(['worse', 'both']).default('worse').meta({ title: 'Side' }),
    strict: z.boolean().default(false).meta({ title: 'Strict' }),
  }),
  { io: 'input' },
);
const fields = paramFields(schema);

function fieldOf(name: string): ParamField {
  const found = fields.find((field) => field.name === name);
  if (!found) throw new Error(`no field ${name}`);
  return found;
}

describe('paramFields', () => {
  it('reads label, help, unit, kind and default in the order of the schema', () => {
    expect(fields.map(({ name, kind, defaultText }) => [name, kind, defaultText])).toEqual([
      ['window', 'integer', '3'],
      ['threshold', 'number', '0.05'],
      ['lower', 'number', ''],
      ['side', 'choice', 'worse'],
      ['strict', 'boolean', 'false'],
    ]);
    expect(fieldOf('window')).toMatchObject({ label: 'Window', help: 'How many.', unit: 'points' });
    expect(fieldOf('side').choices).toEqual(['worse', 'both']);
    expect(fieldOf('lower').isNullable).toBe(true);
    expect(paramFields({})).toEqual([]);
  });

  it('uses the name without underscores if there is no title', () => {
    expect(paramFields({ properties: { min_count: { type: 'integer' } } })[0]?.label).toBe('min count');
  });
});

describe('limitsText', () => {
  it('states the range, and which limits are exclusive', () => {
    expect(limitsText(fieldOf('window'))).toBe('2 to 10,000');
    expect(limitsText(fieldOf('threshold'))).toBe('more than 0');
    expect(limitsText(fieldOf('lower'))).toBeUndefined();
  });
});

describe('parseParam', () => {
  it.each([
    ['window', ' 30 ', 30],
    ['threshold', '1e-3', 0.001],
    ['lower', '', null],
    ['lower', '-2.5', -2.5],
    ['side', 'both', 'both'],
    ['strict', 'true', true],
  ])('reads %s from “%s”', (name, text, value) => {
    expect(parseParam(fieldOf(name), text)).toEqual({ value });
  });

  it.each([
    ['window', '', 'Window is needed.'],
    ['window', '2.5', 'Window must be a whole number.'],
    ['window', '1', 'Window must be 2 to 10,000.'],
    ['window', '10001', 'Window must be 2 to 10,000.'],
    ['threshold', '0', 'Threshold must be more than 0.'],
    ['threshold', 'much', 'Threshold must be a number.'],
    ['threshold', 'Infinity', 'Threshold must be a number.'],
  ])('refuses %s “%s”', (name, text, error) => {
    expect(parseParam(fieldOf(name), text)).toEqual({ error });
  });
});

describe('every method of the registry', () => {
  it.each(methods.map((method) => [method.method, method] as const))(
    'has a form with its own defaults: %s',
    (_, method) => {
      const form = paramFields(z.toJSONSchema(method.paramsSchema, { io: 'input' }));
      const typed = form.map((field) => {
        const parsed = parseParam(field, field.defaultText);
        return [field.name, 'value' in parsed ? parsed.value : parsed.error];
      });
      const ofForm = method.paramsSchema.safeParse(Object.fromEntries(typed));
      const ofMethod = method.paramsSchema.safeParse({});
      expect(ofForm.data).toEqual(ofMethod.data);
      expect(ofForm.error?.issues).toEqual(ofMethod.error?.issues);
    },
  );
});
