interface SeriesNameProps {
  series: { model_id: string; metric: string; labels: Record<string, string> };
}

export function seriesText({ model_id, metric, labels }: SeriesNameProps['series']): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return [`${model_id} · ${metric}`, ...pairs].join(' ');
}

/** A series by model, metric and labels. */
export function SeriesName({ series }: SeriesNameProps) {
  const { model_id, metric, labels } = series;
  return (
    <span className="min-w-0 break-words">
      <span className="font-medium">{model_id}</span> · {metric}
      {Object.entries(labels).map(([name, value]) => (
        <span key={name} className="ml-1.5 font-mono text-xs text-ink-2">
          {name}={value}
        </span>
      ))}
    </span>
  );
}
