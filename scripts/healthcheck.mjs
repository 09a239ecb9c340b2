/** For the health check of the container: exit code 0 while the app in this container serves. */
const answer = await fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).catch(() => null);
process.exit(answer?.ok ? 0 : 1);
