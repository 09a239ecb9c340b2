/** Something unsafe or unhealthy. */
export interface Finding {
  /** An `error` is wrong now; a `warning` may become an error. */
  severity: 'error' | 'warning';
  what: string;
  why: string;
  /** What to do about it. */
  remedy: string;
}

export const mebibytes = (bytes: number) => `${Math.floor(bytes / 2 ** 20).toLocaleString('en')} MiB`;

/** "1 series", "3 detector runs". */
export const countOf = (count: number, one: string, many: string) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
