import { type DriftwatchError, type FieldError, faultyInput, maxListedErrors } from '../errors';

/** Input with so many faults is not checked further. */
export const maxCountedFaults = 1000;

/** What is wrong with a body: its first 100 faults, and how many more there are, up to about 1,000. */
export class FaultList {
  private readonly listed: FieldError[] = [];
  private count = 0;

  add(found: FieldError[]) {
    this.listed.push(...found.slice(0, maxListedErrors - this.listed.length));
    this.count += found.length;
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  /** Whether to stop checking: to count further would cost the sender nothing, and us much. */
  get isFull(): boolean {
    return this.count >= maxCountedFaults;
  }

  toError(what: string): DriftwatchError {
    const told = this.isFull ? `${what} (checking stopped after ${this.count} faults)` : what;
    return faultyInput(this.listed, told, this.count - this.listed.length);
  }
}
