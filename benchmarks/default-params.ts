/**
 * Params for measuring a method: its defaults, or, for the method without defaults, limits that calm data do
 * not exceed.
 */
export function defaultParams(methodId: string): Record<string, number> {
  return methodId === 'static_threshold' ? { lower: -1e6, upper: 1e6 } : {};
}
