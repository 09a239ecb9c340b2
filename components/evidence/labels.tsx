import { classNames } from '@/components/ui/class-names';

interface LabelsProps {
  labels: Record<string, string>;
  /** One line that is cut, for tables; the whole of it is in the title. */
  isOneLine?: boolean;
}

/** `region=eu version=2026.11`: which series of the metric it is. Nothing without labels. */
export function Labels({ labels, isOneLine = false }: LabelsProps) {
  const entries = Object.entries(labels);
  if (entries.length === 0) return null;
  const text = labelText(labels);
  return (
    <span
      title={isOneLine ? text : undefined}
      className={classNames('font-mono text-xs text-ink-2', isOneLine ? 'truncate' : 'break-all')}
    >
      {text}
    </span>
  );
}

export function labelText(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
