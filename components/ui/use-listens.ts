'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => {};

/**
 * Whether React listens: false in the HTML of the server. A form that is sent before that is sent by the
 * browser, with its fields in the address.
 */
export const useListens = () =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
