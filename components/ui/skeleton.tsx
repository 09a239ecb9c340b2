import { classNames } from './class-names';

/** The place of something that is still being loaded. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classNames('animate-pulse rounded-md bg-raised', className)} />;
}

/** A screen's worth of places, announced once. */
export function LoadingRows({ label, rows, className }: { label: string; rows: number; className?: string }) {
  return (
    <div role="status" className="flex flex-col gap-3">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the places never change order
        <Skeleton key={row} className={className ?? 'h-28'} />
      ))}
    </div>
  );
}
