import type { ReactNode } from 'react';
import { Instant } from '@/components/charts/instant';
import { Link } from '@/components/ui/link';
import type { ListedAuditEntry } from '@/lib/schemas/audit';
import { actorText } from './actor-text';
import { type FieldChange, fieldChanges, notesOf } from './describe-entry';
import { entityFilter } from './filters';

const linkClass = 'text-tide underline-offset-2 hover:underline';

/** A time of the API as a time of the reader. */
function Value({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? <Instant iso={text} /> : text;
}

function ChangeTable({ changes }: { changes: FieldChange[] }) {
  const hasBefore = changes.some(({ before }) => before !== undefined);
  const hasAfter = changes.some(({ after }) => after !== undefined);
  const cell = 'py-1 pr-4 align-top break-words';
  return (
    <table className="w-full max-w-3xl table-fixed text-left">
      <thead className="text-xs text-ink-3">
        <tr>
          <th scope="col" className={`${cell} font-normal`}>
            Field
          </th>
          {hasBefore && (
            <th scope="col" className={`${cell} font-normal`}>
              Before
            </th>
          )}
          {hasAfter && (
            <th scope="col" className={`${cell} font-normal`}>
              After
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => (
          <tr key={field} className="border-t border-line">
            <th scope="row" className={`${cell} font-normal text-ink-2`}>
              {field}
            </th>
            {hasBefore && (
              <td className={`${cell} text-ink-2`}>
                <Value text={before} />
              </td>
            )}
            {hasAfter && (
              <td className={cell}>
                <Value text={after} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 gap-x-2">
      <dt className="shrink-0 text-ink-3">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

/** All that the trail says of an entry, and the ways to what belongs to it. */
export function EntryDetails({ entry }: { entry: ListedAuditEntry }) {
  const changes = fieldChanges(entry);
  return (
    <div className="flex flex-col gap-3 bg-raised px-2 pt-1 pb-3 lg:pl-27">
      {changes.length > 0 && <ChangeTable changes={changes} />}
      <dl className="flex flex-wrap gap-x-6 gap-y-1">
        {notesOf(entry).map(({ name, text }) => (
          <Fact key={name} name={name}>
            <Value text={text} />
          </Fact>
        ))}
        <Fact name="action">
          <code className="font-mono text-xs">{entry.action}</code>
        </Fact>
        <Fact name="id">
          <code className="font-mono text-xs break-all">{entry.entity_id}</code>
        </Fact>
        {entry.address && <Fact name="from address">{entry.address}</Fact>}
      </dl>
      <p className="flex flex-wrap gap-x-4 gap-y-1">
        <Link href={`/activity?entity=${encodeURIComponent(entityFilter(entry))}`} className={linkClass}>
          Its whole history
        </Link>
        {entry.model_id !== null && (
          <Link href={`/activity?model=${encodeURIComponent(entry.model_id)}`} className={linkClass}>
            Everything about {entry.model_id}
          </Link>
        )}
        <Link href={`/activity?actor=${encodeURIComponent(entry.actor)}`} className={linkClass}>
          Everything by {actorText(entry.actor, entry.actor_name)}
        </Link>
      </p>
    </div>
  );
}
