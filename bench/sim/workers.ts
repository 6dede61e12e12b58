import { fork } from 'node:child_process';
import { join } from 'node:path';
import { SimReport, type SimJob } from './job.ts';

/** Hands the jobs to so many processes, one each at a time; `onReport` hears of every one. Rejects when a process ends. */
export async function runJobs(
  jobs: readonly SimJob[],
  processes: number,
  onReport: (report: SimReport) => void,
): Promise<void> {
  const waiting = [...jobs];
  const worker = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(join(import.meta.dirname, 'worker.ts'));
      const next = (): void => {
        const job = waiting.shift();
        if (job) child.send(job);
        else {
          resolve();
          child.disconnect();
        }
      };
      child.on('message', (message) => {
        onReport(SimReport.parse(message));
        next();
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`a worker has ended with ${code}`)));
      next();
    });
  await Promise.all(Array.from({ length: processes }, worker));
}
