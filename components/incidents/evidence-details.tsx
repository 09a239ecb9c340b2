import type { ReactNode } from 'react';
import { Instant } from '@/components/charts/instant';
import type { IncidentView } from '@/components/evidence/queries';
import { formatNumber, formatValue } from '@/lib/format';

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-wrap gap-x-2">
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 break-all">{children}</dd>
    </div>
  );
}

/** Which detector said it, with what, and the checksum under which it was frozen. */
export function EvidenceDetails({ view }: { view: IncidentView }) {
  const { detector, point, values } = view.evidence;
  const params = Object.entries(detector.params)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ');
  return (
    <details className="border-t border-line pt-3">
      <summary className="w-fit rounded py-1 text-tide">The evidence as it was frozen</summary>
      <dl className="mt-2 grid gap-x-6 gap-y-1 md:grid-cols-2">
        <Fact name="Detector">
          {detector.name}, revision {detector.revision}
        </Fact>
        <Fact name="Method">
          <span className="font-mono text-xs">{detector.method}</span>, version {detector.method_version}
        </Fact>
        <Fact name="Point">
          {formatValue(point.value, view.unit)} at <Instant iso={point.ts} />
        </Fact>
        <Fact name="Statistic">
          {formatNumber(view.statistic)}, over the threshold of {formatNumber(view.threshold)}
        </Fact>
        <Fact name="Values">the last {values.length}</Fact>
        <Fact name="Params">
          <span className="font-mono text-xs">{params || 'none'}</span>
        </Fact>
        <Fact name="SHA-256">
          <span className="font-mono text-xs">{view.evidence_hash}</span>
        </Fact>
      </dl>
    </details>
  );
}
