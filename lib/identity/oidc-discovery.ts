import { processWide } from '../process-wide';
import { fetchOidcMetadata, type OidcMetadata } from './oidc-metadata';

const freshMs = 3_600_000;
const firstPauseMs = 1000;
const maxPauseMs = 60_000;

interface Entry {
  issuer: string;
  metadata: OidcMetadata | null;
  /** Why the last request failed; null if it did not. */
  error: unknown;
  /** After a failure, doubled with each further one. */
  pauseMs: number;
  nextRequestMs: number;
  /** Under way, for everybody who asks meanwhile. */
  request: Promise<void> | null;
}

/**
 * Knows the metadata of the sign-in provider. Requests it when it is needed and an hour later again. A
 * provider that is down is tried again after pauses that grow from a second to a minute; meanwhile the last
 * metadata counts, or the failure is repeated without a request.
 */
export class OidcDiscovery {
  private entry: Entry | null = null;

  constructor(
    private readonly fetchMetadata = (issuer: string) => fetchOidcMetadata(issuer),
    private readonly now = Date.now,
  ) {}

  /** @throws as `fetchOidcMetadata` does, if there is no metadata of this issuer yet */
  async discover(issuer: string): Promise<OidcMetadata> {
    if (this.entry?.issuer !== issuer)
      this.entry = { issuer, metadata: null, error: null, pauseMs: 0, nextRequestMs: 0, request: null };
    const { entry } = this;
    if (entry.request || this.now() >= entry.nextRequestMs) {
      entry.request ??= this.request(entry);
      await entry.request;
    }
    if (entry.metadata === null) throw entry.error;
    return entry.metadata;
  }

  private async request(entry: Entry): Promise<void> {
    try {
      entry.metadata = await this.fetchMetadata(entry.issuer);
      entry.error = null;
      entry.pauseMs = 0;
      entry.nextRequestMs = this.now() + freshMs;
    } catch (error) {
      entry.error = error;
      entry.pauseMs = Math.min(maxPauseMs, 2 * entry.pauseMs || firstPauseMs);
      entry.nextRequestMs = this.now() + entry.pauseMs;
    } finally {
      entry.request = null;
    }
  }
}

/** The one of the app. */
export const oidcDiscovery = processWide('OIDC discovery', () => new OidcDiscovery());
