import { readdirSync } from 'node:fs';
import path from 'node:path';

const endings = new Set(['route.ts', 'page.tsx']);

/** A tree of path segments; `any` is a dynamic one. */
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

/** What an address is counted as that no route has, so that nobody can make up labels. */
export const otherRoute = 'other';

/**
 * Which route of the app an address belongs to, as a template such as `/api/models/:id`: a bounded set, whatever is asked for.
 */
export class RouteTemplates {
  readonly #root = emptyPlace();

  /** @param folders The folders of the app that hold a `route.ts` or `page.tsx`, such as `api/models/[id]`. */
  constructor(folders: string[]) {
    for (const folder of folders) {
      // What takes any path is the answer for addresses that there are not.
      if (!folder.includes('[...')) add(this.#root, folder.split('/').filter(Boolean));
    }
  }

  /** @param url The path of a request with or without a query. */
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

/** The templates of the routes and pages in a folder such as `app`. */
export function readRouteTemplates(appFolder: string): RouteTemplates {
  const files = readdirSync(appFolder, { recursive: true, withFileTypes: true });
  const folders = files.flatMap((file) =>
    endings.has(file.name) ? path.relative(appFolder, file.parentPath) : [],
  );
  return new RouteTemplates(folders.map((folder) => folder.split(path.sep).join('/')));
}
