import { boolArray, float8Array, int2Array, int4Array, textArray, timestamptzArray } from '../binary-arrays';

type Cell = number | string | boolean | null;

/** How the values of a column are sent; what has no binary form here goes as the driver writes it. */
const encoders = {
  int2: (values: Cell[]) => int2Array(values as (number | null)[]),
  int4: (values: Cell[]) => int4Array(values as (number | null)[]),
  float8: (values: Cell[]) => float8Array(values as (number | null)[]),
  bool: (values: Cell[]) => boolArray(values as (boolean | null)[]),
  text: (values: Cell[]) => textArray(values as (string | null)[]),
  /** Whole epoch milliseconds. */
  timestamptz: (values: Cell[]) => timestamptzArray(values as (number | null)[]),
  uuid: (values: Cell[]) => values,
};

type SqlType = keyof typeof encoders;
type CellOf<Type extends SqlType> = Type extends 'text' | 'uuid'
  ? string | null
  : Type extends 'bool'
    ? boolean | null
    : number | null;
/**
 * Of one column: the SQL type that its values are sent as, the values, and the type of the table where that
 * is another one.
 */
type Column<Source> = {
  [Type in SqlType]: readonly [Type, (source: Source) => readonly CellOf<Type>[], string?];
}[SqlType];

export interface Columns<Source> {
  /** `a, b` */
  names: string;
  /** `a, b::json`: the same as the table wants them. */
  selected: string;
  /** `unnest($1::int4[]), unnest($2::text[])`, for the list of a SELECT. */
  list: string;
  /** `unnest($1::int4[], $2::text[]) AS alias(a, b)`, for FROM. */
  as: (alias: string, more?: 'WITH ORDINALITY') => string;
  /** The parameters of the statement, in order. */
  values: (source: Source) => unknown[];
}

/**
 * The columns that a statement takes many rows in by: each with its name, its SQL type and its values, so
 * that their order is said once. Make them when the module is loaded: the text of a statement is the name
 * that it is prepared by.
 *
 * @param first number of the first parameter
 * @example
 * const named = columns<Series[]>({ id: ['int4', (all) => all.map((one) => one.id)] });
 * await sql(`SELECT id FROM ${named.as('wanted')}`, named.values(series));
 */
export function columns<Source>(described: Record<string, Column<Source>>, first = 1): Columns<Source> {
  const all = Object.entries(described);
  const names = all.map(([name]) => name).join(', ');
  const params = all.map(([, [type]], at) => `$${first + at}::${type}[]`);
  return {
    names,
    selected: all.map(([name, [, , cast]]) => (cast ? `${name}::${cast}` : name)).join(', '),
    list: params.map((param) => `unnest(${param})`).join(', '),
    as: (alias, more) =>
      more === undefined
        ? `unnest(${params.join(', ')}) AS ${alias}(${names})`
        : `unnest(${params.join(', ')}) ${more} AS ${alias}(${names}, position)`,
    values: (source) => all.map(([, [type, read]]) => encoders[type](read(source) as Cell[])),
  };
}

/** The same for rows, each value read from one. */
export function rowColumns<Row>(
  described: Record<
    string,
    { [Type in SqlType]: readonly [Type, (row: Row) => CellOf<Type>, string?] }[SqlType]
  >,
  first = 1,
): Columns<readonly Row[]> {
  const ofRows = Object.entries(described).map(([name, [type, read, cast]]) => {
    const values = (rows: readonly Row[]) => rows.map(read as (row: Row) => Cell);
    return [name, [type, values, cast]];
  });
  return columns(Object.fromEntries(ofRows) as Record<string, Column<readonly Row[]>>, first);
}
