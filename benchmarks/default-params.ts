/** What a method is measured with: its defaults, and for the one that has no defaults limits that calm data keep. */
export function defaultParams(methodId: string): Record<string, number> {
  return methodId === 'static_threshold' ? { lower: -1e6, upper: 1e6 } : {};
}
