import { TriangleAlert } from 'lucide-react';
import type { Settings } from '@/lib/schemas/settings';

/** Stored secrets that this installation cannot decrypt: what that means, and what to do. */
export function UnreadableSecrets({ secrets }: { secrets: Settings['unreadable_secrets'] }) {
  if (secrets.length === 0) return null;
  return (
    <section
      aria-labelledby="unreadable-secrets"
      className="mb-6 flex max-w-5xl gap-3 rounded-lg bg-warning-soft px-4 py-3 text-warning"
    >
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        <h2 id="unreadable-secrets" className="font-semibold">
          {secrets.length === 1
            ? 'A stored secret cannot be read'
            : `${secrets.length} stored secrets cannot be read`}
        </h2>
        <ul className="mt-1 flex flex-col gap-1">
          {secrets.map(({ name, problem }) => (
            <li key={name} className="break-words">
              <span className="font-mono text-xs">{name}</span>: {problem}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
