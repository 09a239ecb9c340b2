import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';

interface LeaveQuestionProps {
  onStay: () => void;
  onLeave: () => void;
}

export function LeaveQuestion({ onStay, onLeave }: LeaveQuestionProps) {
  return (
    <Dialog title="Leave without saving?" onClose={onStay}>
      <div className="flex flex-col gap-4">
        <p>What you have changed is not saved.</p>
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="primary" onClick={onStay}>
            Stay here
          </Button>
          <Button look="danger" onClick={onLeave}>
            Leave without saving
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
