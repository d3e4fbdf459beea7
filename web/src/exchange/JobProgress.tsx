import { number } from '../console/format.ts';
import type { Job } from './api.ts';

/** How much is done, as a bar and in figures. */
export function JobProgress({ job }: { job: Job }) {
  const done = job.completed + job.failed;
  if (job.total === 0 && done === 0) {
    return null;
  }
  const details = [job.failed > 0 ? `${number(job.failed)} failed` : '', job.warnings > 0 ? `${number(job.warnings)} with a warning` : ''].filter((part) => part !== '');
  return (
    <span className="job-progress">
      {job.state !== 'done' && job.total > 0 && <progress max={job.total} value={Math.min(done, job.total)} aria-label={`${done} of ${job.total}`} />}
      <span>{number(job.completed)} of {number(job.total)}</span>
      {details.length > 0 && <span className={job.failed > 0 ? 'bad' : 'quiet'}>{details.join(', ')}</span>}
    </span>
  );
}
