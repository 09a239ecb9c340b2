'use client';

import { createContext, type ReactNode, useContext } from 'react';
import type { Action, AppAction, ModelAction } from '@/lib/schemas/actions';
import type { Me } from '@/lib/schemas/identity';
import { type OnModels, refusalFor } from './refusal-for';

const Context = createContext<Me | undefined>(undefined);

/** Who is signed in, as every screen knows it. */
export function AccessProvider({ me, children }: { me: Me | undefined; children: ReactNode }) {
  return <Context value={me}>{children}</Context>;
}

/** Who is signed in; undefined until it is known. */
export const useMe = () => useContext(Context);

/**
 * Why the person may not do something, as a sentence; undefined if they may. Until it is known who they are,
 * nothing is refused here: the server decides anyway.
 */
export function useRefusal(action: AppAction): string | undefined;
export function useRefusal(action: ModelAction, on?: OnModels): string | undefined;
export function useRefusal(action: Action, on?: OnModels): string | undefined {
  const me = useMe();
  return me && refusalFor(me.access, action, on);
}

/** Whether the person may do it: for what is better left out than shown and refused. */
export function useMay(action: AppAction): boolean;
export function useMay(action: ModelAction, on?: OnModels): boolean;
export function useMay(action: Action, on?: OnModels): boolean {
  const me = useMe();
  return me === undefined || refusalFor(me.access, action, on) === undefined;
}
