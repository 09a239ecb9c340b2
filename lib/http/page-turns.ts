import { inReadTurn } from './read-turns';

/**
 * What a page reads before it is sent, when it is its turn among the long reads of the API: pages that wait
 * for the same share one answer, and never take the connections that everybody else needs.
 *
 * @param address what is read, with all that the answer depends on, such as `/overview`.
 * @throws `UNAVAILABLE` after the longest wait; the browser then asks for itself.
 */
export async function inPageTurn<Data>(address: string, read: () => Promise<Data>): Promise<Data> {
  const url = new URL(address, 'http://pages.invalid');
  url.searchParams.set('limit', '1000');
  const { signal } = new AbortController();
  const response = await inReadTurn({ url: url.href, signal }, async () => Response.json(await read()));
  return (await response.json()) as Data;
}
