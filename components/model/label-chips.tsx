/** The labels of a series, each whole: a name and its value are not parted. */
export function LabelChips({ labels }: { labels: Record<string, string> }) {
  return Object.entries(labels).map(([name, value]) => (
    <span key={name} className="rounded bg-raised px-1.5 py-0.5 font-mono text-xs break-all text-ink-2">
      {name}={value}
    </span>
  ));
}
