-- AlterEnum
ALTER TYPE "level" ADD VALUE 'unstable' BEFORE 'warning';

-- Readings hold the places of their levels in the type, and those from `warning` on have moved by one.
UPDATE "reading_chunks" SET "levels" = (
  SELECT array_agg((CASE WHEN level >= 2 THEN level + 1 ELSE level END)::smallint ORDER BY place)
  FROM unnest("levels") WITH ORDINALITY AS said(level, place)
)
WHERE "worst_level" IN ('warning', 'drift');
