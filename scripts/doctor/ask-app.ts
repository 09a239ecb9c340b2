import { z } from 'zod';
import type { AccessFacts } from '../../lib/operations/doctor/check-access';
import type { RunningFacts } from '../../lib/operations/doctor/check-running';

const askLimitMs = 5000;
/** What the app serves to nobody who is unknown. */
const closedPaths = ['/api/overview', '/metrics'];
const reportSchema = z.object({ status: z.string(), checks: z.record(z.string(), z.string()) });

export type AppFacts = RunningFacts & AccessFacts;

async function get(address: string, path: string, key?: string) {
  const answer = await fetch(new URL(path, address), {
    signal: AbortSignal.timeout(askLimitMs),
    // A redirect to the sign-in is an answer as well.
    redirect: 'manual',
    ...(key !== undefined && { headers: { authorization: `Bearer ${key}` } }),
  });
  return { status: answer.status, text: await answer.text() };
}

/**
 * Returns what the app at an address reports, and to whom; null if no app answers there.
 *
 * @param key of this installation, for its figures
 */
export async function askApp(address: string, key: string | null): Promise<AppFacts | null> {
  try {
    const { checks } = reportSchema.parse(JSON.parse((await get(address, '/readyz')).text));
    const { status: health } = await get(address, '/healthz');
    const statuses = closedPaths.map(async (path) => [path, (await get(address, path)).status] as const);
    const withoutKey = Object.fromEntries(await Promise.all(statuses));
    const page = key === null ? null : await get(address, '/metrics', key);
    return {
      checks,
      health,
      withoutKey,
      withKey: page?.status ?? null,
      metrics: page?.status === 200 ? page.text : null,
    };
  } catch {
    return null;
  }
}
