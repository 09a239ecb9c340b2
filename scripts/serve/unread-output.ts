/**
 * Lets the app outlive whoever reads its output, such as a closed terminal or a log shipper that is restarted.
 * Without a listener, a failed write is an exception that nobody has caught, which Next reports on the same
 * output: a loop that takes a third of a processor.
 */
export function allowUnreadOutput() {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
