'use client';

import { Flag } from 'lucide-react';
import { Suspense, useState } from 'react';
import type { ComparedWindow } from '@/components/charts/chart-group';
import { Button } from '@/components/ui/button';
import { changePageQuery } from '@/components/ui/use-page-query';
import type { Annotation } from '@/lib/schemas/annotations';
import type { Model } from '@/lib/schemas/models';
import { CompareBar } from './compare-bar';
import { AnnotationDialog } from './dialogs';
import { GroupControls } from './group-controls';
import { writeSpan } from './page-state';
import { type DataExtent, writeRange } from './range';
import { RangePicker } from './range-picker';
import type { ModelPage } from './use-model-page';

interface ModelToolbarProps {
  model: Model;
  extent: DataExtent;
  page: ModelPage;
  annotations: Annotation[];
  selecting: ComparedWindow | null;
  onSelect: (which: ComparedWindow | null) => void;
}

/** The first and the second half of what is shown: something to start from. */
function compareHalves([from, to]: [number, number]) {
  const middle = Math.round((from + to) / 2);
  changePageQuery({
    a: writeSpan({ fromMs: Math.round(from), toMs: middle }),
    b: writeSpan({ fromMs: middle, toMs: Math.round(to) }),
  });
}

/** What all panels follow: the range, the grouping, the compared windows; and what people noted. */
export function ModelToolbar({ model, extent, page, annotations, selecting, onSelect }: ModelToolbarProps) {
  const [isNoting, setIsNoting] = useState(false);
  const isComparing = page.a !== null || page.b !== null || selecting !== null;
  return (
    <div className="z-20 -mx-1 flex flex-col gap-1.5 rounded-md bg-ground px-1 py-1.5 md:sticky md:top-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
        <RangePicker
          choice={page.choice}
          extent={extent}
          onChange={(next) => changePageQuery(writeRange(next))}
        />
        <GroupControls series={model.series} grouping={page.grouping} />
        <span className="ml-auto flex flex-wrap items-center gap-2">
          {!isComparing && (
            <Button onClick={() => compareHalves(page.domain)} className="min-h-8 py-1">
              Compare windows
            </Button>
          )}
          <Button onClick={() => setIsNoting(true)} className="min-h-8 py-1">
            <Flag aria-hidden className="size-3.5" />
            Deploys and notes{annotations.length > 0 && ` (${annotations.length})`}
          </Button>
        </span>
      </div>
      {isComparing && (
        <CompareBar windows={{ a: page.a, b: page.b }} selecting={selecting} onSelect={onSelect} />
      )}
      {isNoting && (
        <Suspense>
          <AnnotationDialog
            modelId={model.id}
            metrics={model.metrics.map(({ name }) => name)}
            annotations={annotations}
            onClose={() => setIsNoting(false)}
          />
        </Suspense>
      )}
    </div>
  );
}
