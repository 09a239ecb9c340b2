import type { Section } from './report';

/** What a benchmark of quality may be asked. */
export interface BenchOptions {
  /** The folder with the files; empty for those that need none. */
  data: string;
  /** Of what is drawn; `public-1` unless given. */
  seed?: string | undefined;
  /** One method instead of all. */
  method?: string | undefined;
  /** How many series, or seeds, are drawn; each benchmark has its own default. */
  count?: number | undefined;
  /** Where a finished section goes. */
  publish: (section: Section) => void;
}
