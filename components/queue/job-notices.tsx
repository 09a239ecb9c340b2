import { Notice } from '@/components/ui/notice';

/** What the person must be told of one job: a decision that did not hold. */
export interface JobNotice {
  jobId: string;
  text: string;
}

interface JobNoticesProps {
  notices: JobNotice[];
  onShow: (jobId: string) => void;
}

/** The notices of jobs that are not open. */
export function JobNotices({ notices, onShow }: JobNoticesProps) {
  return notices.map(({ jobId, text }) => (
    <div key={jobId} className="mb-3">
      <Notice kind="error">
        {text}{' '}
        <button type="button" onClick={() => onShow(jobId)} className="underline underline-offset-2">
          Show it
        </button>
      </Notice>
    </div>
  ));
}
