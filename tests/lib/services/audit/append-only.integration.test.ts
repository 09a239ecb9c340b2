import { beforeEach, describe, expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { writeAudit } from '@/lib/services/audit/write-audit';
import { operator, system } from '@/lib/services/call';
import { deleteModel } from '@/lib/services/models/delete-model';
import { applyRetention } from '@/lib/services/retention/apply-retention';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';

withTestDatabase();
beforeEach(emptyDatabase);

const day = 86_400_000;
const now = new Date('2026-06-10T15:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * day);

async function write(at: Date, entityType: 'metric' | 'retrain_job' = 'metric') {
  const entityId = '00000000-0000-4000-8000-000000000001';
  await writeAudit(database(), operator, at, [{ action: `${entityType}.changed`, entityType, entityId }]);
}

const rowsLeft = () => database().auditRow.findMany({ orderBy: { id: 'asc' } });

function applyAfter(auditDays: number, at = now) {
  const days = {
    RETENTION_POINTS_DAYS: 0,
    RETENTION_READINGS_DAYS: 0,
    RETENTION_FIVE_MINUTES_DAYS: 0,
    RETENTION_HOURLY_DAYS: 0,
    RETENTION_DAILY_DAYS: 0,
    RETENTION_SERIES_DAYS: 0,
    RETENTION_AUDIT_DAYS: auditDays,
  };
  return applyRetention({ actor: system, now: at, input: { days } });
}

describe('a row of the audit trail', () => {
  test.each([
    `UPDATE audit_rows SET actor = 'nobody'`,
    'DELETE FROM audit_rows',
    'TRUNCATE audit_rows CASCADE',
    `INSERT INTO audit_rows (id, actor, action, entity_type, entity_id, detail) VALUES (1, 'a', 'b', 'c', 'd', '{}')
     ON CONFLICT (id) DO UPDATE SET actor = 'nobody'`,
  ])('stays as it is after %s', async (statement) => {
    await write(now);
    await expect(database().$executeRawUnsafe(statement)).rejects.toThrow('the audit trail is append-only');
    expect(await rowsLeft()).toMatchObject([{ actor: 'operator', action: 'metric.changed' }]);
  });

  test('stays when its model is deleted, and names it', async () => {
    await database().model.create({ data: { id: 'fraud' } });
    await deleteModel({ actor: operator, input: { id: 'fraud' } });
    expect(await rowsLeft()).toMatchObject([{ action: 'model.deleted', modelId: 'fraud' }]);
  });
});

describe('the purge by retention', () => {
  test('deletes rows that are older than the setting, and leaves a row about it', async () => {
    for (const days of [40, 31, 29, 0]) await write(daysAgo(days));
    expect(await applyAfter(30)).toMatchObject({ auditRows: 2 });
    expect(await rowsLeft()).toMatchObject([
      { at: daysAgo(29) },
      { at: now },
      {
        actor: 'system',
        action: 'audit.purged',
        entityType: 'audit',
        detail: { until: daysAgo(31).toISOString(), rows: 2, reason: 'RETENTION_AUDIT_DAYS' },
      },
    ]);
  });

  test('keeps everything by default', async () => {
    await write(daysAgo(4000));
    expect(await applyAfter(0)).toMatchObject({ auditRows: 0 });
    expect(await rowsLeft()).toHaveLength(1);
  });

  test('writes nothing if nothing is old, also later on the same day', async () => {
    await write(daysAgo(31));
    await write(new Date(daysAgo(30).getTime() + 60_000));
    expect(await applyAfter(30)).toMatchObject({ auditRows: 1 });
    expect(await applyAfter(30, new Date(now.getTime() + 3_600_000))).toMatchObject({ auditRows: 0 });
    expect(await rowsLeft()).toHaveLength(2);
  });

  test('leaves rows that are not announced yet', async () => {
    await write(daysAgo(31), 'retrain_job');
    expect(await applyAfter(30)).toMatchObject({ auditRows: 0 });
    expect(await database().outboxRow.count()).toBe(1);
  });

  test('does not open the trail to the next transaction of its connection', async () => {
    await write(daysAgo(31));
    await applyAfter(30);
    const remove = database().$executeRaw`DELETE FROM audit_rows`;
    await expect(remove).rejects.toThrow('the audit trail is append-only');
  });
});
