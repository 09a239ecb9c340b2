import { parseArgs } from 'node:util';
import { report } from '../benchmarks/report';
import { orderedQuantile } from '../lib/stats/quantile';
import { measurePage, type PageLoad } from './bench-web/measure-page';
import { launchChromium } from './launch-chromium';
import { runApp } from './run-app';

const { values: options } = parseArgs({
  options: { url: { type: 'string' }, loads: { type: 'string', default: '5' } },
});
const loads = Number(options.loads);

/** Pages of the app with the most that their scripts may weigh, in KiB. */
async function pagesOf(url: string) {
  const get = async (path: string) => (await fetch(`${url}${path}`)).json();
  const [models, incidents] = await Promise.all([
    get('/api/models?order=urgency&limit=1'),
    get('/api/incidents?limit=1'),
  ]);
  const model = models.items[0]?.id;
  const incident = incidents.items[0]?.id;
  return [
    { name: 'overview', path: '/', maxKib: 150 },
    { name: 'incidents', path: '/incidents', maxKib: 150 },
    { name: 'queue', path: '/queue', maxKib: 150 },
    ...(incident ? [{ name: 'one incident', path: `/incidents/${incident}`, maxKib: 250 }] : []),
    ...(model ? [{ name: 'one model', path: `/models/${encodeURIComponent(model)}`, maxKib: 250 }] : []),
    { name: 'detector editor', path: '/detectors/new', maxKib: 250 },
  ];
}

async function bench(url: string) {
  const browser = await launchChromium();
  const rows = [];
  for (const { name, path, maxKib } of await pagesOf(url)) {
    const measured: PageLoad[] = [];
    // The first load warms the server's caches.
    for (let load = 0; load <= loads; load += 1) measured.push(await measurePage(browser, `${url}${path}`));
    measured.shift();
    const of = (key: keyof PageLoad) =>
      orderedQuantile(
        measured.map((one) => one[key]).sort((a, b) => a - b),
        0.5,
      );
    rows.push([name, of('scriptKib'), maxKib, of('ttfbMs'), of('lcpMs'), of('cls'), of('domNodes')]);
  }
  await browser.close();
  const { rows: models } = await (await fetch(`${url}/api/overview`)).json();
  report({
    id: 'web',
    title: 'Loading a page',
    command: 'npm run bench:web',
    about: `Medians of ${loads} loads of the production build with an empty cache, on the network of Lighthouse's desktop preset (10 Mbit/s, 40 ms), with ${models.length} models. Scripts are all that come within three seconds, as they are transferred. Browser, app and PostgreSQL share the machine. Wanted: LCP at most 1,200 ms and CLS below 0.05 on the overview.`,
    header: ['page', 'scripts, KiB', 'wanted, at most', 'first byte, ms', 'LCP, ms', 'CLS', 'DOM nodes'],
    rows,
  });
}

if (options.url) {
  await bench(options.url);
} else {
  // On DATABASE_URL or DRIFTWATCH_DATA.
  const app = await runApp();
  await bench(app.url).finally(app.stop);
}
