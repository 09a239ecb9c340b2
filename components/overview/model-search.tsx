import { Search } from 'lucide-react';
import { controlClass } from '@/components/ui/field';
import { nameMaxLength } from '@/lib/schemas/common';

interface ModelSearchProps {
  value: string;
  onChange: (value: string) => void;
}

export function ModelSearch({ value, onChange }: ModelSearchProps) {
  return (
    <div className="relative w-full sm:ml-auto sm:w-80">
      <Search aria-hidden className="absolute top-2.5 left-2.5 size-4 text-ink-3" />
      <input
        type="search"
        aria-label="Search models and metrics"
        placeholder="Search models and metrics"
        maxLength={nameMaxLength}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={`${controlClass} pl-8`}
      />
    </div>
  );
}
