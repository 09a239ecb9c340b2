import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { fetchJson, queryString } from '@/lib/http/client';
import type { AuditPage } from '@/lib/schemas/audit';
import { type ActivityFilters, auditQuery } from './filters';

export const pageSize = 100;

/** The audit trail, newest first. */
export const activityQuery = (filters: ActivityFilters, zone: string) =>
  infiniteQueryOptions({
    queryKey: ['audit', filters, zone],
    queryFn: ({ signal, pageParam }) =>
      fetchJson<AuditPage>(
        `/api/audit${queryString({ ...auditQuery(filters, zone), limit: pageSize, cursor: pageParam })}`,
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
