'use client';

import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { OverlaidHistogram } from '@/components/charts/overlaid-histogram';
import { Notice } from '@/components/ui/notice';
import { formatChange, formatCount, formatFixed } from '@/lib/format';
import type { Comparison } from '@/lib/schemas/compare';
import type { MetricDirection } from '@/lib/schemas/metrics';
import { meanDifference, outcomeOf, outcomeText } from './comparison';
import { type ComparedSide, comparisonQuery } from './queries';

export interface ComparedPair {
  key: string;
  name: string;
  a: ComparedSide;
  b: ComparedSide;
}

interface ComparisonTableProps {
  /** What is compared, such as `accuracy: A and B`. */
  title: string;
  names: [string, string];
  pairs: ComparedPair[];
  direction: MetricDirection;
  decimals: number;
  isVisible: boolean;
}

const rowsAtFirst = 12;
/** What the verdict is made of; more are seldom worth their requests. */
const mostPairs = 40;
const head = 'px-2 py-1 text-right font-medium whitespace-nowrap';
const cell = 'px-2 py-1 text-right font-mono whitespace-nowrap';

interface ComparisonRowProps {
  name: string;
  comparison: Comparison;
  direction: MetricDirection;
  decimals: number;
}

function intervalText(lower: number | null, upper: number | null, decimals: number): string {
  return lower === null || upper === null
    ? ''
    : `${formatChange(lower, decimals)} to ${formatChange(upper, decimals)}`;
}

function ComparisonRow({ name, comparison, direction, decimals }: ComparisonRowProps) {
  const { a, b, difference, histogram } = comparison;
  const write = (value: number | null) => (value === null ? '–' : formatFixed(value, decimals));
  const outcome = difference && outcomeOf(difference, direction);
  return (
    <tr className="border-t border-line">
      <th scope="row" className="max-w-56 truncate px-2 py-1 text-left font-normal" title={name}>
        {name}
      </th>
      <td className={cell}>{write(a.mean)}</td>
      <td className={cell}>{write(b.mean)}</td>
      <td className={cell}>
        {difference ? (
          <>
            <strong>{formatChange(difference.diff, decimals)}</strong>{' '}
            <span className="text-ink-3">{intervalText(difference.lower, difference.upper, decimals)}</span>
          </>
        ) : (
          '–'
        )}
      </td>
      <td className={`px-2 py-1 whitespace-nowrap ${outcome === 'worse' ? 'font-semibold' : 'text-ink-2'}`}>
        {outcome ? outcomeText[outcome] : 'too few points'}
      </td>
      <td className={cell}>
        {write(a.sd)} → {write(b.sd)}
      </td>
      <td className={cell}>
        {a.count} · {b.count}
      </td>
      <td className="px-2 py-1">
        {histogram && (
          <OverlaidHistogram
            {...histogram}
            width={96}
            height={22}
            label={`Distributions of ${name} from ${write(histogram.edges[0] ?? null)} to ${write(histogram.edges.at(-1) ?? null)}`}
          />
        )}
      </td>
    </tr>
  );
}

/** By how much the second side is higher or lower than the first, over all rows. */
function Verdict({ title, names, comparisons, ...props }: VerdictProps) {
  const differences = comparisons.flatMap(({ difference }) => (difference ? [difference] : []));
  const mean = meanDifference(differences);
  if (!mean) return null;
  const outcome = outcomeOf(mean, props.direction);
  const side = mean.diff < 0 ? 'lower' : 'higher';
  const same = differences.filter((one) => outcomeOf(one, props.direction) === outcome).length;
  const [first, second] = names;
  return (
    <p className="px-2 py-1.5 text-sm">
      <span className="sr-only">{title}: </span>
      {outcome === 'unclear' ? (
        <>
          No clear difference between <strong>{first}</strong> and <strong>{second}</strong>:{' '}
        </>
      ) : (
        <>
          <strong>{second}</strong> is {outcome === side ? side : `${outcome}, ${side}`} than{' '}
          <strong>{first}</strong>:{' '}
        </>
      )}
      <span className="font-mono">{formatChange(mean.diff, props.decimals)}</span>
      <span className="text-ink-2">
        {' '}
        (95 %: {intervalText(mean.lower, mean.upper, props.decimals)})
        {differences.length > 1 && `, in ${same} of ${formatCount(differences.length, 'pair')}`}
      </span>
    </p>
  );
}

interface VerdictProps extends Pick<ComparisonTableProps, 'title' | 'names' | 'direction' | 'decimals'> {
  comparisons: Comparison[];
}

/** Two sides of several series: means, difference with its interval, spread, counts and distributions. */
export function ComparisonTable({
  title,
  names,
  pairs,
  direction,
  decimals,
  isVisible,
}: ComparisonTableProps) {
  const [isWhole, setIsWhole] = useState(false);
  const compared = pairs.slice(0, mostPairs);
  const shown = isWhole ? compared : compared.slice(0, rowsAtFirst);
  const results = useQueries({ queries: compared.map(({ a, b }) => comparisonQuery(a, b, isVisible)) });
  const failure = results.find(({ error, data }) => error && !data)?.error;
  const comparisons = results.flatMap(({ data }) => (data ? [data] : []));
  return (
    <section aria-label={title} className="mt-2 rounded border border-line">
      {comparisons.length === compared.length ? (
        <Verdict {...{ title, names, direction, decimals, comparisons }} />
      ) : (
        !failure && <p className="px-2 py-1.5 text-sm text-ink-2">Comparing…</p>
      )}
      {failure && <Notice kind="error">The comparison could not be made. {failure.message}</Notice>}
      <section
        className="overflow-x-auto"
        aria-label={`Table: ${title}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
        tabIndex={0}
      >
        <table className="w-full text-xs">
          <thead className="text-ink-2">
            <tr>
              <th scope="col" className="px-2 py-1 text-left font-medium">
                Series
              </th>
              <th scope="col" className={head}>
                Mean of {names[0]}
              </th>
              <th scope="col" className={head}>
                of {names[1]}
              </th>
              <th scope="col" className={head}>
                Difference, 95 % interval
              </th>
              <th scope="col" className="px-2 py-1 text-left font-medium">
                So it is
              </th>
              <th scope="col" className={head}>
                Spread (sd)
              </th>
              <th scope="col" className={head}>
                Points
              </th>
              <th scope="col" className="px-2 py-1 text-left font-medium">
                Distributions
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ key, name }, index) => {
              const comparison = results[index]?.data;
              return comparison ? (
                <ComparisonRow key={key} {...{ name, comparison, direction, decimals }} />
              ) : (
                <tr key={key} className="border-t border-line">
                  <th scope="row" className="px-2 py-1 text-left font-normal">
                    {name}
                  </th>
                  <td colSpan={7} className="px-2 py-1 text-ink-3">
                    …
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      {pairs.length > mostPairs && (
        <p className="px-2 py-1 text-xs text-ink-3">
          The first {mostPairs} of {pairs.length} are compared.
        </p>
      )}
      {compared.length > rowsAtFirst && (
        <button
          type="button"
          onClick={() => setIsWhole(!isWhole)}
          className="min-h-7 px-2 text-xs font-medium text-tide hover:underline"
        >
          {isWhole ? 'Show fewer' : `Show all ${compared.length}`}
        </button>
      )}
    </section>
  );
}
