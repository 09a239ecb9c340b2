import { readFile, writeFile } from 'node:fs/promises';

/** Returns the peak resident memory of a process in MiB since the last reset. Linux only. */
export async function peakMemoryMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kilobytes = '0'] = /^VmHWM:\s*(\d+)/m.exec(status) ?? [];
  return Number(kilobytes) / 1024;
}

/** Resets the peak to what is resident now. */
export async function resetPeakMemory(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
}
