-- AlterTable
ALTER TABLE "metrics" ADD COLUMN     "time_zone" TEXT;
