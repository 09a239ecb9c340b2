'use client';

import { useQuery } from '@tanstack/react-query';
import { formatCount } from '@/lib/format';
import { patternMatches } from './pattern-matches';
import { patternModelsQuery } from './queries';

interface PatternPreviewProps {
  modelPattern: string;
  metricPattern: string;
}

/** What the patterns match at this moment; series that come later are matched by the server as they come. */
export function PatternPreview({ modelPattern, metricPattern }: PatternPreviewProps) {
  const { data } = useQuery(patternModelsQuery);
  if (!data || modelPattern === '' || metricPattern === '') return null;
  const { seriesCount, modelCount, examples } = patternMatches(data.models, modelPattern, metricPattern);
  const more = seriesCount > examples.length ? ', …' : '';
  return (
    <p aria-live="polite" className="text-xs text-ink-2">
      {seriesCount === 0
        ? 'Matches no series yet; it will watch those that come.'
        : `Matches ${formatCount(seriesCount, 'series', 'series')} of ${formatCount(modelCount, 'model')}${
            data.isComplete ? '' : ' or more'
          } now: ${examples.join(', ')}${more}`}
    </p>
  );
}
