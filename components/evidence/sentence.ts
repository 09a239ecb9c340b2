import { formatUnit } from '@/lib/format';
import { decimalsFor, toDecimals } from './decimals';
import { beforeAfter, type ChangeKind, changeOf, sdOf } from './figures';
import type { IncidentView } from './queries';

/** A piece of a sentence: plain text, a figure to stress, or a time. */
export type Part = string | { figure: string } | { iso: string };

type Figures = NonNullable<ReturnType<typeof beforeAfter>>;

/** `Accuracy` begins a sentence; `latency_p95_ms` stays as it is posted. */
function asSubject(metric: string): string {
  return /^[a-z][a-z ]*$/.test(metric) ? metric.charAt(0).toUpperCase() + metric.slice(1) : metric;
}

function began(view: IncidentView): Part[] {
  if (view.onset_ts === null) return ['; seen at ', { iso: view.opened_ts }, '.'];
  return ['; it began about ', { iso: view.onset_ts }, '.'];
}

function sayChange(
  view: IncidentView,
  change: ChangeKind,
  { before, after, effect, isApartFromSeason }: Figures,
): Part[] {
  const decimals = decimalsFor(before.sd, before.mean);
  const show = (value: number) => ({ figure: toDecimals(value, decimals) });
  const spread = effect === null ? '' : ` ± ${toDecimals(before.sd, decimals)}`;
  const usual = { figure: `${toDecimals(before.mean, decimals)}${spread}` };
  const metric = view.metric;
  const unit = formatUnit(view.unit);
  const inUnit = unit === '' ? '' : ` ${unit}`;
  switch (change.kind) {
    case 'limit':
      return [
        `${asSubject(metric)} ${change.isUp ? 'rose' : 'fell'} to `,
        show(view.value),
        `, ${change.isUp ? 'above' : 'below'} its limit of `,
        show(change.limit),
        inUnit,
        ...began(view),
      ];
    case 'stuck':
      return [
        `${asSubject(metric)} is stuck: it has been `,
        show(after.mean),
        ` for ${after.values.length} points in a row, where ± ${toDecimals(before.sd, decimals)} was usual`,
        ...began(view),
      ];
    case 'spread':
      return [
        `The spread of ${metric} ${change.isUp ? 'grew' : 'shrank'} from `,
        { figure: `± ${toDecimals(sdOf(before.values), decimals)}` },
        ' to ',
        { figure: `± ${toDecimals(sdOf(after.values), decimals)}` },
        `${inUnit}, around ${toDecimals(before.mean, decimals)}`,
        ...began(view),
      ];
    case 'shape':
      return [
        `${asSubject(metric)} is distributed in another way, with little change of its mean, `,
        usual,
        ' before and ',
        show(after.mean),
        `${inUnit} since`,
        ...began(view),
      ];
    case 'level':
      return [
        isApartFromSeason ? `Apart from its usual rhythm, ${metric} ` : `${asSubject(metric)} `,
        `${change.isUp ? 'rose' : 'fell'} from `,
        usual,
        ' to ',
        show(after.mean),
        `${inUnit}${after.values.length === 1 ? ' in one point' : ''}`,
        ...began(view),
      ];
  }
}

/** What happened, in a sentence of the frozen evidence. */
export function changeSentence(view: IncidentView): Part[] {
  const figures = beforeAfter(view);
  if (!figures) {
    const value = toDecimals(view.value, decimalsFor(0, view.value));
    return [`${asSubject(view.metric)} stands out at `, { figure: value }, ...began(view)];
  }
  return sayChange(view, changeOf(view.evidence, figures), figures);
}
