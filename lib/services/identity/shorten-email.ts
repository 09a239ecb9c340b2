/** `a…@example.com`: enough to recognise an attack, without keeping the address of whoever mistyped theirs. */
export function shortenEmail(email: string): string {
  return `${email.slice(0, 1)}…${email.slice(email.lastIndexOf('@'))}`;
}
