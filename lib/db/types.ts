/** The types of the rows, for the services that map them. */
export type { Prisma } from '../generated/prisma/client';
