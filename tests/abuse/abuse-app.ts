import { inOrder } from '@/lib/stats/ordered-values';
import { orderedQuantileBy } from '@/lib/stats/quantile';
import { type Attack, attacks, randomAttack } from './attacks';
import { CalmClient, type CalmFigures } from './calm-client';
import { peakMemoryMiB, resetPeakMemory } from './process-memory';
import { strangerAttacks } from './stranger-attacks';
import { send } from './wire';

export interface AbuseOptions {
  url: string;
  pid: number;
  /** Seeds of the random attacks. */
  seeds: number[];
  /** Random requests of each kind for each seed. */
  count: number;
  /**
   * How long the calm client runs alone before the first attack, for comparison, and after each attack, in
   * milliseconds.
   */
  aloneMs: number;
  /** Pattern in the names of the attacks to perform; all by default. */
  only?: string;
  onOutcome?: (outcome: AttackOutcome) => void;
}

export interface AttackOutcome extends CalmFigures {
  name: string;
  /** Responses to the attack: number by status. */
  answers: Map<number, number>;
  /** The largest response, in bytes. */
  maxAnswerBytes: number;
  /** Memory above what was resident before the first attack. */
  extraMemoryMiB: number;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Returns a quantile of the values; 0 for no values. */
export function quantile(values: number[], share: number): number {
  return values.length === 0 ? 0 : orderedQuantileBy('inverted_cdf', inOrder(values), share);
}

/**
 * Asks, one after the other, for what attacks ask for that do not send points: the first use of a page loads
 * its code.
 */
async function warmUp(url: string) {
  const json = { 'content-type': 'application/json' };
  const used = [
    ...Array.from({ length: 10 }, () => ({ method: 'GET', path: '/sign-in' })),
    ...Array.from({ length: 10 }, () => ({
      method: 'GET',
      path: '/api/sign-in/provider/callback?code=1&state=1',
    })),
    ...Array.from({ length: 10 }, () => ({ method: 'GET', path: '/api/models?limit=100' })),
    { method: 'GET', path: '/api/audit/export?format=csv' },
    {
      method: 'POST',
      path: '/api/password-links/use',
      body: '{"token":"none","password":"a long password"}',
    },
    {
      method: 'POST',
      path: '/api/sign-in',
      body: '{"email":"nobody@example.com","password":"a long password"}',
    },
  ];
  for (const request of used) await send(url, { headers: json, body: '', ...request });
}

/** Attacks a running app sequentially in every known way and in random ways, next to a calm client. */
export async function abuseApp({ url, pid, seeds, count, aloneMs, only = '', onOutcome }: AbuseOptions) {
  // Loads and compiles code and fills caches, which is no damage.
  await warmUp(url);
  await randomAttack(0, count).run(url);
  const calm = await CalmClient.start(url);
  await pause(aloneMs);
  await resetPeakMemory(pid);
  await calm.take();
  const outcomes: AttackOutcome[] = [];
  const alone: Attack = { name: 'none', run: async () => pause(aloneMs).then(() => []) };
  let residentMiB = 0;
  const all = [...attacks, ...strangerAttacks, ...seeds.map((seed) => randomAttack(seed, count))];
  const wanted = new RegExp(only);
  for (const attack of [alone, ...all.filter(({ name }) => wanted.test(name))]) {
    await resetPeakMemory(pid);
    const answers = await attack.run(url);
    // The consequences of an attack can appear after it, too.
    await pause(aloneMs / 4);
    const peakMiB = await peakMemoryMiB(pid);
    if (attack === alone) residentMiB = peakMiB;
    const byStatus = new Map<number, number>();
    for (const { status } of answers) byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    const outcome: AttackOutcome = {
      name: attack.name,
      answers: byStatus,
      maxAnswerBytes: Math.max(0, ...answers.map(({ byteCount }) => byteCount)),
      extraMemoryMiB: Math.max(0, peakMiB - residentMiB),
      ...(await calm.take()),
    };
    outcomes.push(outcome);
    onOutcome?.(outcome);
  }
  await calm.stop();
  return outcomes;
}
