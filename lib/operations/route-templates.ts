import { readdirSync } from 'node:fs';
import path from 'node:path';

const endings = new Set(['route.ts', 'page.tsx']);

/** A tree of path segments; `any` is a dynamic segment. */
interface Place {
  template: string | null;
  named: Map<string, Place>;
  any: Place | null;
}

const emptyPlace = (): Place => ({ template: null, named: new Map(), any: null });

function add(root: Place, segments: string[]) {
  let at = root;
  for (const segment of segments) {
    if (segment.startsWith('[')) {
      at.any ??= emptyPlace();
      at = at.any;
      continue;
    }
    const next = at.named.get(segment) ?? emptyPlace();
    at.named.set(segment, next);
    at = next;
  }
  at.template = `/${segments.map((segment) => segment.replace(/^\[(\w+)\]$/, ':$1')).join('/')}`;
}

/** The label of addresses without a route, so that clients cannot create labels. */
export const otherRoute = 'other';

/**
 * Maps an address to its route of the app as a template such as `/api/models/:id`. The set of results is
 * bounded, whatever clients ask for.
 */
export class RouteTemplates {
  readonly #root = emptyPlace();

  /** @param folders the folders of the app that hold a `route.ts` or `page.tsx`, such as `api/models/[id]` */
  constructor(folders: string[]) {
    for (const folder of folders) {
      // A catch-all route only answers for addresses that do not exist.
      if (!folder.includes('[...')) add(this.#root, folder.split('/').filter(Boolean));
    }
  }

  /** @param url the path of a request, with or without a query */
  of(url: string): string {
    if (!url.startsWith('/')) return otherRoute;
    const end = url.indexOf('?');
    const segments = (end < 0 ? url : url.slice(0, end)).split('/', maxSegments + 2).slice(1);
    if (segments[0] === '_next') return '/_next';
    if (segments.length === 1 && segments[0] === '') return this.#root.template ?? otherRoute;
    let at: Place | null = segments.length > maxSegments ? null : this.#root;
    for (const segment of segments) {
      if (at === null || segment === '') return otherRoute;
      at = at.named.get(segment) ?? at.any;
    }
    return at?.template ?? otherRoute;
  }
}

const maxSegments = 8;

/** Reads the templates of the routes and pages in a folder such as `app`. */
export function readRouteTemplates(appFolder: string): RouteTemplates {
  const files = readdirSync(appFolder, { recursive: true, withFileTypes: true });
  const folders = files.flatMap((file) =>
    endings.has(file.name) ? path.relative(appFolder, file.parentPath) : [],
  );
  return new RouteTemplates(folders.map((folder) => folder.split(path.sep).join('/')));
}
