'use client';

import { useMemo } from 'react';
import type { TimeSpan } from '@/components/charts/chart-group';
import { changePageQuery, usePageQuery } from '@/components/ui/use-page-query';
import { type Grouping, readGrouping, readIds, readSpan } from './page-state';
import {
  type DataExtent,
  type RangeBounds,
  type RangeChoice,
  rangeBounds,
  rangeDomain,
  readRange,
} from './range';

/** What the address of a model's page says, as all of its panels need it. */
export interface ModelPage {
  choice: RangeChoice;
  bounds: RangeBounds;
  domain: [number, number];
  /** The series that is open. */
  openId: number | null;
  lineIds: number[];
  detectorIds: string[];
  grouping: Grouping;
  a: TimeSpan | null;
  b: TimeSpan | null;
}

export function useModelPage(extent: DataExtent): ModelPage {
  const { query } = usePageQuery();
  const text = query.toString();
  const { firstMs, newestMs } = extent;
  return useMemo(() => {
    const params = new URLSearchParams(text);
    const choice = readRange(params);
    const data = { firstMs, newestMs };
    return {
      choice,
      bounds: rangeBounds(choice, data),
      domain: rangeDomain(choice, data),
      openId: readIds(params.get('series'))[0] ?? null,
      lineIds: readIds(params.get('lines')),
      detectorIds: (params.get('detectors') ?? '').split(',').filter(Boolean),
      grouping: readGrouping(params),
      a: readSpan(params.get('a')),
      b: readSpan(params.get('b')),
    };
  }, [text, firstMs, newestMs]);
}

/** Opens a series in the table of its metric, or closes it. */
export function openSeries(id: number | null) {
  changePageQuery({ series: id === null ? null : String(id) });
}
