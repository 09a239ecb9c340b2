import { createHash } from 'node:crypto';
import { referenceQuality, type SeriesPoints } from '../../monitoring/index';
import type { PreviewFound } from './preview-work';

/** Number of references whose quality is remembered; somebody who tries params keeps to one. */
const mostRemembered = 20;

type Quality = PreviewFound['quality'];

/** By the points: the same reference has the same quality. */
const remembered = new Map<string, Quality>();

const timeOrNull = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

function judge(reference: SeriesPoints): Quality {
  const { findings, effectiveCount, window } = referenceQuality(reference);
  return {
    effective_count: effectiveCount,
    findings: findings.map(({ kind, sentence, fromMs, toMs }) => ({
      kind,
      sentence,
      from_ts: timeOrNull(fromMs),
      to_ts: timeOrNull(toMs),
    })),
    window: window && {
      from: new Date(window.fromMs).toISOString(),
      to: new Date(window.toMs).toISOString(),
      sample_count: window.sampleCount,
      reason: window.reason,
    },
  };
}

/**
 * Judges a reference. It takes as long as everything else of a preview together, and every change of a param
 * asks for it again, so the last results are remembered.
 */
export function qualityOf(reference: { tsMs: Float64Array; values: Float64Array }): Quality {
  const key = createHash('sha256').update(reference.tsMs).update(reference.values).digest('base64');
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const quality = judge(reference);
  const [oldest] = remembered.keys();
  if (remembered.size >= mostRemembered && oldest !== undefined) remembered.delete(oldest);
  remembered.set(key, quality);
  return quality;
}
