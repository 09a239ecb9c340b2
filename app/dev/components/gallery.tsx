'use client';

import { Inbox, Radar } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { HealthMark } from '@/components/charts/health-mark';
import { Instant } from '@/components/charts/instant';
import { Sparkline } from '@/components/charts/sparkline';
import { AttentionStrip } from '@/components/overview/attention-strip';
import { OverviewTable } from '@/components/overview/overview-table';
import { SetupSteps } from '@/components/overview/setup-steps';
import { Trend } from '@/components/overview/trend';
import { columns } from '@/components/overview/view-of-query';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { Field } from '@/components/ui/field';
import { MoreButton } from '@/components/ui/more-button';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { LoadingRows } from '@/components/ui/skeleton';
import { Switch } from '@/components/ui/switch';
import { healthSchema } from '@/lib/schemas/models';
import { exampleChange, exampleRows, exampleTrends } from './examples';

const nothing = () => undefined;
const looks = ['primary', 'secondary', 'danger', 'quiet'] as const;
const tones = ['critical', 'warning', 'good', 'active', 'muted'] as const;
const next = { isLoading: false, error: null, load: async () => undefined };

function Shelf({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-t border-line py-4">
      <h2 className="mb-3 font-semibold">{title}</h2>
      <div className="flex flex-wrap items-start gap-3">{children}</div>
    </section>
  );
}

function Toggles() {
  const [isOn, setIsOn] = useState(true);
  return (
    <>
      <Switch label="A switch" isOn={isOn} onChange={setIsOn} />
      <Switch label="A switch that is off" isOn={false} onChange={nothing} />
      <Switch label="A switch that waits" isOn isBusy onChange={nothing} />
    </>
  );
}

function Window() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>Open a dialog</Button>
      {isOpen && (
        <Dialog title="A dialog" onClose={() => setIsOpen(false)}>
          <p className="mb-3">Escape, the cross and a click beside it close it.</p>
          <Button look="primary" onClick={() => setIsOpen(false)}>
            Done
          </Button>
        </Dialog>
      )}
    </>
  );
}

/** The controls without domain words. */
function Controls() {
  return (
    <>
      <Shelf title="Buttons">
        {looks.map((look) => (
          <Button key={look} look={look}>
            {look}
          </Button>
        ))}
        {looks.map((look) => (
          <Button key={look} look={look} disabled>
            {look}, disabled
          </Button>
        ))}
        <CopyButton text="copied" selectId="copied" />
        <MoreButton label="Show more" failure="They could not be loaded." next={next} />
        <MoreButton
          label="Show more"
          failure="They could not be loaded."
          next={{ ...next, isLoading: true }}
        />
        <MoreButton
          label="Show more"
          failure="They could not be loaded."
          next={{ ...next, error: new Error('The server cannot be reached.') }}
        />
      </Shelf>
      <Shelf title="Badges">
        {tones.map((tone) => (
          <Badge key={tone} tone={tone} icon={Inbox}>
            {tone}
          </Badge>
        ))}
      </Shelf>
      <Shelf title="Switches and dialogs">
        <Toggles />
        <Window />
      </Shelf>
      <Shelf title="Fields">
        <Field label="A name" hint="optional" help="Of at most 200 characters.">
          {(control) => <input {...control} defaultValue="accuracy drop" />}
        </Field>
        <Field label="A number" error="must be at least 2">
          {(control) => <input {...control} type="number" defaultValue={1} />}
        </Field>
        <Field label="Disabled">{(control) => <input {...control} disabled value="fixed" readOnly />}</Field>
      </Shelf>
      <Shelf title="Notices">
        <Notice kind="error" onRetry={nothing}>
          The models could not be loaded. The server cannot be reached.
        </Notice>
        <Notice kind="info">Nothing is watched yet.</Notice>
        <Notice kind="done">Retrain approved.</Notice>
      </Shelf>
      <Shelf title="Empty, loading, cards">
        <EmptyState icon={Radar} title="No detectors yet">
          <Button look="primary">Make one</Button>
        </EmptyState>
        <div className="w-64">
          <LoadingRows label="Loading" rows={3} className="h-8" />
        </div>
        <Card className="p-4">A card</Card>
        <PageHeader title="A title" lead="With a line beneath it." actions={<Button>An action</Button>} />
      </Shelf>
    </>
  );
}

const setupBase = { model: null, hasDetector: false, learning: null, hasVerdict: false, isDone: false };
const learner = exampleRows.find(({ learning }) => learning !== null) ?? null;

/** Every shared component in every state it has, to be looked at in both themes and at all widths. */
export function Gallery() {
  return (
    <>
      <PageHeader title="Components" lead="Every shared component in every state; in development only." />
      <Controls />
      <Shelf title="Health">
        {healthSchema.options.map((health) => (
          <HealthMark key={health} health={health} learning={{ seen: 12, needed: 30 }} />
        ))}
      </Shelf>
      <Shelf title="Times">
        <Instant iso="2026-03-01T00:00:00Z" />
        <Instant iso="2026-03-01T00:00:00Z" as="age" />
      </Shelf>
      <Shelf title="Trends and sparklines">
        {Object.entries(exampleTrends).map(([name, { data, onsetMs }]) => (
          <figure key={name} className="w-40">
            <Trend data={data} onsetMs={onsetMs} />
            <figcaption className="text-xs text-ink-3">{name}</figcaption>
          </figure>
        ))}
        <div className="w-40">
          <Sparkline points={[0.9, 0.91, 0.89, 0.7].map((value, ms) => ({ ms, value }))} isDrifting />
        </div>
      </Shelf>
      <Shelf title="Attention">
        <div className="w-full">
          <AttentionStrip
            named={[exampleChange]}
            incidentCount={3}
            waitingCount={2}
            changedCount={1}
            endedCount={2}
          />
        </div>
      </Shelf>
      <Shelf title="Set-up">
        <div className="grid w-full gap-6 md:grid-cols-3">
          <SetupSteps progress={setupBase} />
          <SetupSteps progress={{ ...setupBase, model: exampleRows[0] ?? null }} />
          <SetupSteps progress={{ ...setupBase, model: learner, hasDetector: true, learning: learner }} />
        </div>
      </Shelf>
      <Shelf title="Table">
        <div className="w-full">
          <OverviewTable
            lines={[
              { kind: 'group', label: 'region=eu', count: exampleRows.length },
              ...exampleRows.map((row) => ({
                kind: 'row' as const,
                row,
                change: row.health === 'drift' ? exampleChange : null,
                series: row.series,
              })),
            ]}
            columns={columns.filter((column) => column !== 'trend')}
            sort={{ key: 'state', isDescending: false }}
            onSort={nothing}
          />
        </div>
      </Shelf>
    </>
  );
}
