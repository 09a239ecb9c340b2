import type { Metadata } from 'next';
import { Gallery } from './gallery';

export const metadata: Metadata = { title: 'Components' };

/** In `npm run dev` only: the extension of this file counts there alone (next.config.js). */
export default function ComponentsPage() {
  return <Gallery />;
}
