import { Button } from './button';
import { Notice } from './notice';
import type { useNextPage } from './use-next-page';

interface MoreButtonProps {
  label: string;
  /** The sentence for when the next page does not come. */
  failure: string;
  next: ReturnType<typeof useNextPage>;
}

/** Asks for the next page of a list; when that has failed, says so and asks again. */
export function MoreButton({ label, failure, next }: MoreButtonProps) {
  const { isLoading, error, load } = next;
  if (error && !isLoading) {
    return (
      <Notice kind="error" onRetry={() => void load()}>
        {failure} {error.message}
      </Notice>
    );
  }
  return (
    <Button onClick={() => void load()} disabled={isLoading}>
      {isLoading ? 'Loading…' : label}
    </Button>
  );
}
