import type { Standing } from './cause';

const shapes: Record<Standing, { path: string; className: string }> = {
  drifting: { path: 'M5 0l5 10H0z', className: 'fill-drift' },
  asked: { path: 'M5 0a5 5 0 1 0 .01 0z', className: 'fill-tide' },
  settled: { path: 'M0 3h10v4H0z', className: 'fill-line-strong' },
  over: { path: 'M5 1a4 4 0 1 0 .01 0z', className: 'fill-none stroke-line-strong' },
};

/** How the cause stands, told by shape; the words are beside it. */
export function StandingMark({ standing }: { standing: Standing }) {
  const { path, className } = shapes[standing];
  return (
    <svg
      aria-hidden="true"
      viewBox="-1 -1 12 12"
      className={`size-2.5 shrink-0 ${className}`}
      strokeWidth="1.5"
    >
      <path d={path} />
    </svg>
  );
}
