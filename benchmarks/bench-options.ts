import type { Section } from './report';

/** Options of a quality benchmark. */
export interface BenchOptions {
  /** The folder with the files; empty for benchmarks that need none. */
  data: string;
  /** Seed of drawn data; `public-1` by default. */
  seed?: string | undefined;
  /** A single method instead of all. */
  method?: string | undefined;
  /** Number of series or seeds to draw; each benchmark has its own default. */
  count?: number | undefined;
  /** Called with each finished section. */
  publish: (section: Section) => void;
}
