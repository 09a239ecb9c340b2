import { expect, test } from 'vitest';
import { sentenceInZone } from '@/components/detectors/sentence-in-zone';

test('the times of a sentence are shown in the zone of the reader, and nothing else changes', () => {
  const sentence = 'It changes at 1997-06-07T23:30:00.000Z (point 276): 0.787 before, 0.63 after.';
  expect(sentenceInZone(sentence, 'UTC')).toBe(
    'It changes at 7 Jun 1997 23:30 (point 276): 0.787 before, 0.63 after.',
  );
  expect(sentenceInZone(sentence, 'Asia/Tokyo')).toContain('at 8 Jun 1997 08:30 (');
});
