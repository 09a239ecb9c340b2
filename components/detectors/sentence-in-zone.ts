import { formatInstant } from '@/lib/format';

/**
 * A sentence of the API, whose times are in UTC and ISO 8601, with its times as the reader sees all others.
 */
export function sentenceInZone(sentence: string, zone: string): string {
  return sentence.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (iso) => formatInstant(Date.parse(iso), zone));
}
