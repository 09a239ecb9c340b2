'use client';

import NextLink from 'next/link';
import type { ComponentProps } from 'react';

/**
 * A link within the app. Nothing is fetched before it is followed: every page is made for its request, so Next
 * would ask for each link that is seen, twice, and again for all of it after the click.
 */
export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />;
}
