interface ChartKeyProps {
  isDownSampled: boolean;
  hasReference: boolean;
  hasBand: boolean;
  hasCurrent: boolean;
  hasIncidents: boolean;
  hasOnset: boolean;
  hasWorsening: boolean;
}

const swatches = {
  value: <path d="M0 6h18" stroke="var(--chart-value)" strokeWidth="1.75" />,
  extremes: <rect y="1" width="18" height="10" fill="var(--chart-band)" fillOpacity="0.35" />,
  reference: (
    <>
      <rect width="18" height="12" fill="var(--chart-reference)" fillOpacity="0.16" />
      <path d="M0 6h18" stroke="var(--chart-reference)" strokeDasharray="5 3" />
    </>
  ),
  band: (
    <>
      <rect y="1" width="18" height="10" fill="var(--chart-reference)" fillOpacity="0.16" />
      <path d="M0 1h18M0 11h18" stroke="var(--chart-reference)" strokeDasharray="2 2" />
    </>
  ),
  current: <rect width="18" height="12" fill="var(--chart-current)" fillOpacity="0.25" />,
  incident: <path d="M4.5 1h9l-4.5 5zM9 5v7" fill="var(--drift)" stroke="var(--drift)" />,
  onset: <path d="M9 0v12" stroke="var(--drift)" strokeDasharray="3 2" />,
  worsening: <path d="M5 1h8l-4 5z" fill="none" stroke="var(--drift)" />,
};

/** What the marks of the chart mean; only those that are there. */
export function ChartKey(props: ChartKeyProps) {
  const entries: [keyof typeof swatches, string, boolean][] = [
    ['value', props.isDownSampled ? 'Mean of each bucket' : 'Value', true],
    ['extremes', 'Lowest to highest', props.isDownSampled],
    ['reference', 'Reference and its mean', props.hasReference],
    ['band', 'Ordinary values', props.hasBand],
    ['current', 'Current window', props.hasCurrent],
    ['incident', 'Incident began', props.hasIncidents],
    ['onset', 'Estimated onset', props.hasOnset],
    ['worsening', 'Last got worse', props.hasWorsening],
  ];
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">
      {entries.map(
        ([swatch, text, isThere]) =>
          isThere && (
            <li key={swatch} className="flex items-center gap-1.5">
              <svg aria-hidden="true" width="18" height="12" className="shrink-0">
                {swatches[swatch]}
              </svg>
              {text}
            </li>
          ),
      )}
    </ul>
  );
}
