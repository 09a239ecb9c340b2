/**
 * Runs an entry point. A failure becomes one sentence on the terminal and exit code 1.
 *
 * @param {() => Promise<unknown>} main
 */
export async function exitOnFailure(main) {
  try {
    await main();
  } catch (error) {
    const isExpected =
      error instanceof Error && (error.name === 'DriftwatchError' || error.constructor === Error);
    console.error(isExpected ? error.message : error);
    process.exit(1);
  }
}
