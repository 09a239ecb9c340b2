/** The functions used of Cephes; the package's own types cannot be reached through its `exports`. */
declare module 'cephes' {
  export const compiled: Promise<void>;
  export function igam(shape: number, x: number): number;
  export function igamc(shape: number, x: number): number;
  export function incbet(a: number, b: number, x: number): number;
  export function kolmogorov(x: number): number;
  export function lgam(x: number): number;
  export function ndtr(x: number): number;
  export function ndtri(probability: number): number;
}
