import { Button } from './button';
import { Notice } from './notice';

interface MoreButtonProps {
  label: string;
  /** The sentence for when the next page does not come. */
  failure: string;
  isLoading: boolean;
  error: Error | null;
  onMore: () => void;
}

/** Asks for the next page of a list; when that has failed, says so and asks again. */
export function MoreButton({ label, failure, isLoading, error, onMore }: MoreButtonProps) {
  if (error && !isLoading) {
    return (
      <Notice kind="error" onRetry={onMore}>
        {failure} {error.message}
      </Notice>
    );
  }
  return (
    <Button onClick={onMore} disabled={isLoading}>
      {isLoading ? 'Loading…' : label}
    </Button>
  );
}
