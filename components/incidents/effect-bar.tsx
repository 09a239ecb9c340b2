/** In standard deviations: beyond that all are simply large. */
const fullScale = 10;

/** How far and which way, left of the middle for a fall; the number beside it says it exactly. */
export function EffectBar({ effect, isActive }: { effect: number; isActive: boolean }) {
  const share = Math.min(1, Math.abs(effect) / fullScale) * 50;
  return (
    <svg aria-hidden="true" width="72" height="10" viewBox="0 0 100 10" preserveAspectRatio="none">
      <rect
        x={effect < 0 ? 50 - share : 50}
        y="1"
        width={share}
        height="8"
        fill={isActive ? 'var(--drift)' : 'var(--line-strong)'}
      />
      <path d="M50 0v10" stroke="var(--ink-3)" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
