import { decimalsFor, toDecimals, toSigned } from '@/components/evidence/decimals';
import { beforeAfter, type Sample } from '@/components/evidence/figures';
import { histogramOf } from '@/components/evidence/histogram';
import type { IncidentView } from '@/components/evidence/queries';
import { formatUnit } from '@/lib/format';
import { HistogramPicture } from './histogram-picture';
import { Panel } from './panel';

const cell = 'py-1 pl-3 text-right font-mono';

interface FigureRowProps {
  name: string;
  sample: Sample;
  decimals: number;
  swatch: string;
}

function FigureRow({ name, sample, decimals, swatch }: FigureRowProps) {
  return (
    <tr className="border-t border-line">
      <th scope="row" className="py-1 text-left font-normal">
        <span aria-hidden className={`mr-2 inline-block size-2.5 border ${swatch}`} />
        {name}
      </th>
      <td className={cell}>{toDecimals(sample.mean, decimals)}</td>
      <td className={cell}>
        {sample.sd === 0 && sample.values.length < 2 ? '–' : toDecimals(sample.sd, decimals)}
      </td>
      <td className={cell}>{sample.count}</td>
    </tr>
  );
}

/** The frozen values on both sides of the change: overlaid, and as numbers. */
export function BeforeAfterPanel({ view }: { view: IncidentView }) {
  const figures = beforeAfter(view);
  if (!figures) return null;
  const { before, after, effect, isApartFromSeason } = figures;
  const decimals = decimalsFor(before.sd, before.mean);
  const histogram = histogramOf(before.values, after.values);
  const unit = formatUnit(view.unit);
  const difference = toSigned(after.mean - before.mean, decimals);
  return (
    <Panel title="Before and after" aside="the frozen evidence">
      {histogram && (
        <>
          <HistogramPicture
            histogram={histogram}
            beforeMean={before.mean}
            afterMean={after.mean}
            label={`Distribution of ${view.metric} before, mean ${toDecimals(before.mean, decimals)}, and after, mean ${toDecimals(after.mean, decimals)}`}
          />
          <p aria-hidden className="mb-2 flex justify-between font-mono text-xs text-ink-3">
            <span>{toDecimals(histogram.edges[0] ?? 0, decimals)}</span>
            <span>
              {toDecimals(histogram.edges.at(-1) ?? 0, decimals)}
              {unit && ` ${unit}`}
            </span>
          </p>
        </>
      )}
      <table className="w-full">
        <thead>
          <tr className="text-xs text-ink-3">
            <th className="text-left font-normal">
              <span className="sr-only">Side of the change</span>
            </th>
            <th className="pl-3 text-right font-normal">mean</th>
            <th className="pl-3 text-right font-normal">sd</th>
            <th className="pl-3 text-right font-normal">n</th>
          </tr>
        </thead>
        <tbody>
          <FigureRow
            name="Before"
            sample={before}
            decimals={decimals}
            swatch="border-[var(--chart-reference)] bg-tide-soft"
          />
          <FigureRow name="After" sample={after} decimals={decimals} swatch="border-drift bg-drift-soft" />
        </tbody>
      </table>
      <p className="mt-1 border-t border-line pt-1.5">
        Difference <strong className="font-mono font-medium">{difference}</strong>
        {effect !== null && (
          <>
            , effect <strong className="font-mono font-medium">{toSigned(effect, 1)} sd</strong> of what was
            usual
          </>
        )}
        {isApartFromSeason && (
          <span className="block text-xs text-ink-3">
            Mean and sd leave out the usual rhythm of the hours
            {histogram ? '; the picture shows the values as they came.' : '.'}
          </span>
        )}
      </p>
    </Panel>
  );
}
