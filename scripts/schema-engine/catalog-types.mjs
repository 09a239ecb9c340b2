import { createRequire } from 'node:module';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';

/**
 * Types of PostgreSQL's catalog that the adapter does not support: "char", name and their arrays, read as
 * text.
 */
/** @type {Record<number, number>} */
const asText = { 18: 25, 19: 25, 1002: 1009, 1003: 1009 };
const characterType = 18;

/** @type {boolean[]} */
let characterColumns = [];

/** The adapter sees only what `pg` reports, so `pg` reports text; the "char" columns are recorded. */
export function reportCatalogTypesAsText() {
  const result = createRequire(import.meta.url)('pg/lib/result');
  const addFields = result.prototype.addFields;
  /** @param {{dataTypeID: number}[]} fields */
  result.prototype.addFields = function addFieldsAsText(fields) {
    characterColumns = fields.map((field) => field.dataTypeID === characterType);
    for (const field of fields) field.dataTypeID = asText[field.dataTypeID] ?? field.dataTypeID;
    return addFields.call(this, fields);
  };
}

/**
 * The engine panics unless a "char" column arrives as a character.
 *
 * @param {import('@prisma/driver-adapter-utils').SqlResultSet} result
 */
export function restoreCharacters(result) {
  const columnTypes = result?.columnTypes?.map((type, index) =>
    characterColumns[index] ? ColumnTypeEnum.Character : type,
  );
  return columnTypes ? { ...result, columnTypes } : result;
}
