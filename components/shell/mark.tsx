/** The mark: a level, and a line that leaves it. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" className={className} fill="none" strokeLinecap="round">
      <rect width="24" height="24" rx="6" fill="var(--tide)" />
      <path
        d="M4 9.5h16"
        stroke="var(--on-tide)"
        strokeOpacity="0.5"
        strokeWidth="1.5"
        strokeDasharray="1 3"
      />
      <path
        d="M4 9.5c2-2 3.5-2 5 0s3 2 4.5.5c1.5 5.5 3.5 7.5 6.5 7.5"
        stroke="var(--on-tide)"
        strokeWidth="2"
        strokeLinejoin="round"
      />
    </svg>
  );
}
