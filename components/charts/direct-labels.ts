export interface PlacedLabel {
  id: string;
  y: number;
}

/**
 * Where the names of lines stand, beside their last values: as near as they can be without touching, kept
 * between top and bottom.
 * @param gap Pixels from one name to the next.
 */
export function placeLabels(wanted: PlacedLabel[], gap: number, top: number, bottom: number): PlacedLabel[] {
  const placed = wanted.toSorted((a, b) => a.y - b.y).map((label) => ({ ...label }));
  let least = top;
  for (const label of placed) {
    label.y = Math.max(label.y, least);
    least = label.y + gap;
  }
  let most = bottom;
  for (const label of placed.toReversed()) {
    label.y = Math.min(label.y, most);
    most = label.y - gap;
  }
  return placed;
}
