/** Who did it, as people say it: the app itself is an actor too. */
export function actorText(actor: string, name: string | null): string {
  return name ?? (actor === 'system' ? 'Driftwatch' : actor);
}
