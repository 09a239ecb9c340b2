import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createdKeySchema } from '@/lib/schemas/keys';
import { keyFor, sendKeyTo } from '../../scripts/send-key';

const agent = new Agent({ keepAlive: true, maxSockets: 4 });
const postEveryMs = 20;
const readEveryMs = 100;

export interface CalmFigures {
  requests: number;
  /** Statuses other than 200 and their number; 0 is a connection that ended without a response. */
  failures: Map<number, number>;
  /** Milliseconds from sending to the last byte. */
  elapsedMs: number[];
}

function ask(url: string, method: string, path: string, body = ''): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    authorization: `Bearer ${keyFor(url)}`,
  };
  return new Promise((resolve) => {
    const sent = request(`${url}${path}`, { method, agent, headers }, (answer) => {
      answer.resume();
      answer.once('close', () => resolve(answer.statusCode ?? 0));
    });
    sent.once('error', () => resolve(0));
    sent.end(body);
  });
}

/** Posts a point every 20 ms and reads the overview every 100 ms. */
class CalmLoops {
  readonly #url: string;
  #posted = 0;
  #figures: CalmFigures = { requests: 0, failures: new Map(), elapsedMs: [] };

  constructor(url: string) {
    this.#url = url;
    void this.#repeat(postEveryMs, () => this.#post());
    void this.#repeat(readEveryMs, () => this.#read());
  }

  #post() {
    this.#posted += 1;
    const point = { model_id: 'calm', metric: 'accuracy', value: 0.9 + (this.#posted % 7) / 1000 };
    return ask(this.#url, 'POST', '/api/metrics', JSON.stringify(point));
  }

  #read() {
    return ask(this.#url, 'GET', '/api/models?limit=5');
  }

  async #repeat(everyMs: number, once: () => Promise<number>) {
    for (;;) {
      const beganMs = performance.now();
      const status = await once();
      const elapsedMs = performance.now() - beganMs;
      const { failures } = this.#figures;
      this.#figures.requests += 1;
      this.#figures.elapsedMs.push(elapsedMs);
      if (status !== 200) failures.set(status, (failures.get(status) ?? 0) + 1);
      if (elapsedMs < everyMs) await new Promise((resolve) => setTimeout(resolve, everyMs - elapsedMs));
    }
  }

  /** Returns the figures since the last call. */
  take(): CalmFigures {
    const figures = this.#figures;
    this.#figures = { requests: 0, failures: new Map(), elapsedMs: [] };
    return figures;
  }
}

const thisFile = fileURLToPath(import.meta.url);

/**
 * A client that is not involved in the attacks, in its own process, so that preparing attacks does not delay
 * it.
 */
export class CalmClient {
  readonly #process: ChildProcess;

  private constructor(url: string, key: string) {
    this.#process = fork(thisFile, [url, key], { execArgv: ['--import', 'tsx'], serialization: 'advanced' });
  }

  /** Starts the client, with a key of its own as every application has. */
  static async start(url: string): Promise<CalmClient> {
    const response = await fetch(`${url}/api/keys`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ description: 'a calm client', scope: 'admin' }),
    });
    return new CalmClient(url, createdKeySchema.parse(await response.json()).secret);
  }

  /** Returns the figures since the last call. */
  async take(): Promise<CalmFigures> {
    this.#process.send('take');
    const [figures] = await once(this.#process, 'message');
    return figures;
  }

  async stop(): Promise<void> {
    this.#process.kill();
    await once(this.#process, 'exit');
  }
}

const [, script, url, key = ''] = process.argv;
if (script === thisFile && url !== undefined) {
  sendKeyTo(url, key);
  const loops = new CalmLoops(url);
  process.on('message', () => process.send?.(loops.take()));
}
