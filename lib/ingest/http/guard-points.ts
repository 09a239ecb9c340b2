import { DriftwatchError } from '../../errors';
import { TokenBuckets } from '../../http/rate-limit';
import { mayEverywhere, mayOn, refusalOf } from '../../policy/access';
import type { Caller } from '../../services/callers/caller';
import type { PointSink } from '../ingest-request';

/** Points of keys, by their limit per minute. */
const buckets = new Map<number, TokenBuckets>();

function bucketsOf(perMinute: number): TokenBuckets {
  const found = buckets.get(perMinute) ?? new TokenBuckets({ perMinute, maxKeys: 10_000 });
  buckets.set(perMinute, found);
  return found;
}

export type PointCaller = Pick<Caller, 'actor' | 'pointsPerMinute'>;

/**
 * Returns a sink that takes only points of models for which the caller may post, and no more of them than
 * its limit allows.
 *
 * @throws FORBIDDEN, naming the first 100 points of other models; LIMIT_EXCEEDED
 */
export function guardPoints(sink: PointSink, { actor, pointsPerMinute }: PointCaller): PointSink {
  const { access } = actor;
  const isForAll = mayEverywhere(access, 'post_points');
  if (isForAll && pointsPerMinute === null) return sink;
  const refused = new Map<string, boolean>();
  const isRefused = (modelId: string) => {
    const known = refused.get(modelId) ?? !mayOn(access, 'post_points', modelId);
    refused.set(modelId, known);
    return known;
  };
  return {
    async submit(request) {
      const { points } = request;
      if (!isForAll) {
        const errors = points.flatMap(({ model_id }, index) =>
          isRefused(model_id)
            ? [{ index, field: 'model_id', message: `${model_id} is not one of yours` }]
            : [],
        );
        if (errors.length > 0) throw new DriftwatchError('FORBIDDEN', refusalOf('post_points'), { errors });
      }
      if (pointsPerMinute !== null) {
        const waitMs = bucketsOf(pointsPerMinute).take(actor.name, points.length, performance.now());
        if (waitMs > 0) {
          const seconds = Math.ceil(waitMs / 1000);
          throw new DriftwatchError(
            'LIMIT_EXCEEDED',
            `this key may post ${pointsPerMinute} points per minute; try again in ${seconds} s`,
            { details: { retry_after_s: seconds } },
          );
        }
      }
      return sink.submit(request);
    },
  };
}
