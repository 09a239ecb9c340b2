/** Once the faults of a form are on the screen, its first wrong field gets the focus. */
export function focusFirstFault(form: Element) {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
