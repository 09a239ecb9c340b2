import type { SavedViewList } from '../../schemas/views';
import { type ServiceCall, withDefaults } from '../call';
import { toView } from './to-view';

/** Lists all saved views by name. */
export async function listViews(call: ServiceCall<Record<string, never>>): Promise<SavedViewList> {
  const { db } = withDefaults(call);
  const rows = await db.savedView.findMany({ orderBy: { name: 'asc' } });
  return { items: rows.map(toView), next_cursor: null };
}
