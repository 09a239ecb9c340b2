import readline from 'node:readline';

/**
 * @typedef {{id: number, method: string, params?: object}} Request
 * @typedef {Record<string, any>} Engine
 */

/** @param {object} message */
const write = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
/** The id of our request to Prisma. Its response is ignored, so any id that Prisma does not use will do. */
const printId = 1_000_000;

/** @param {any} error */
function failure(error) {
  return {
    code: 4466,
    message: 'An error happened. Check the data field for details.',
    data: {
      is_panic: false,
      message: String(error.message ?? error),
      meta: null,
      error_code: error.code ?? null,
    },
  };
}

/**
 * @param {Engine} engine
 * @param {Request} request
 */
async function answer(engine, { id, method, params }) {
  try {
    const result = await engine[method](params ?? {});
    const plain = result instanceof Map ? Object.fromEntries(result) : result;
    if (method === 'diff' && plain?.stdout != null) {
      write({ id: printId, method: 'print', params: { content: plain.stdout } });
    }
    write({ id, result: plain ?? null });
  } catch (error) {
    write({ id, error: failure(error) });
  }
}

/**
 * Handles JSON-RPC, one message per line, until standard input ends.
 *
 * @param {Engine} engine
 */
export async function answerRequests(engine) {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const message = line.trim() === '' ? {} : JSON.parse(line);
    if (message.method) await answer(engine, message);
  }
}
