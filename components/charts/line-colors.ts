/**
 * Eight colours that are told apart in both themes and by most who see colours otherwise; vermilion is drift
 * alone.
 */
export const lineColors = Array.from({ length: 8 }, (_, index) => `var(--line-${index + 1})`);

export function lineColor(index: number): string {
  return lineColors[index % lineColors.length] ?? 'var(--chart-value)';
}
