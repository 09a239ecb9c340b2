-- CreateTable
CREATE TABLE "outbox" (
    "audit_id" INTEGER NOT NULL,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("audit_id")
);

-- AddForeignKey
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_audit_id_fkey" FOREIGN KEY ("audit_id") REFERENCES "audit_rows"("id") ON DELETE CASCADE ON UPDATE CASCADE;
