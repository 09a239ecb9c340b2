const pollMs = 25;

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Polls until the condition holds.
 *
 * @returns false if it did not within `limitMs`
 */
export async function waitUntil(holds: () => Promise<boolean>, limitMs: number): Promise<boolean> {
  const deadlineMs = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() >= deadlineMs) return false;
    await pause(pollMs);
  }
  return true;
}
