import { nameMaxLength } from '../schemas/common';
import { endOfEpochMs, firstEpochMs } from '../schemas/instant';
import type { PointInput } from '../schemas/metrics';
import { plainInstant } from './plain-instant';

/** The schema allows more; what is longer or has more labels is for the schema to judge. */
const maxPlainLabels = 16;

/** Whether all of it is printable ASCII. */
function isPrintable(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 || code > 126) return false;
  }
  return true;
}

/** A name that begins with a letter or a digit and is printable ASCII: not empty, not `.`, not blank. */
function isPlainName(name: unknown): boolean {
  if (typeof name !== 'string' || name.length === 0 || name.length > nameMaxLength) return false;
  const first = name.charCodeAt(0) | 32;
  const isWord = (first >= 97 && first <= 122) || (first >= 48 && first <= 57);
  return isWord && isPrintable(name);
}

function arePlainLabels(labels: unknown): boolean {
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels)) return false;
  let count = 0;
  for (const name in labels) {
    const value = (labels as Record<string, unknown>)[name];
    if (!isPlainName(name) || typeof value !== 'string' || value.length > nameMaxLength) return false;
    if (!isPrintable(value) || ++count > maxPlainLabels) return false;
  }
  return true;
}

function countKeys(object: object): number {
  let count = 0;
  for (const _ in object) count++;
  return count;
}

/**
 * The point, when it is one of the common kind, else null: what this does not recognise may be a point all
 * the same, and `pointInputSchema` alone says so. A tested property: whatever this accepts, the schema
 * accepts with the same result.
 */
export function plainPoint(candidate: unknown): PointInput | null {
  if (typeof candidate !== 'object' || candidate === null) return null;
  const { model_id, metric, value, ts, labels } = candidate as PointInput;
  if (!isPlainName(model_id) || !isPlainName(metric) || !Number.isFinite(value)) return null;
  const known = 3 + (ts === undefined ? 0 : 1) + (labels === undefined ? 0 : 1);
  if (countKeys(candidate) !== known) return null;
  if (labels !== undefined && !arePlainLabels(labels)) return null;
  if (ts === undefined) return candidate as PointInput;
  if (typeof ts === 'number') {
    // Others may be seconds or something else, which the schema says.
    return Number.isInteger(ts) && ts >= firstEpochMs && ts < endOfEpochMs ? (candidate as PointInput) : null;
  }
  if (typeof ts !== 'string') return null;
  const ms = plainInstant(ts);
  if (ms < 0) return null;
  return labels === undefined
    ? { model_id, metric, value, ts: ms }
    : { model_id, metric, value, ts: ms, labels };
}
