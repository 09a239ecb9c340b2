#!/usr/bin/env bash
# Waits for the app in the container and posts one point: `accepted` into an empty database, `duplicate` where it is already.
set -euo pipefail
app=http://127.0.0.1:3000
curl --fail --silent --show-error --retry 90 --retry-delay 2 --retry-all-errors --output /dev/null "$app/readyz"
answer=$(curl --fail --silent --show-error "$app/api/metrics" --header 'content-type: application/json' \
  --data '{"model_id": "container", "metric": "accuracy", "value": 0.9, "ts": "2026-01-01T00:00:00Z"}')
echo "$answer"
grep --quiet "\"$1\":1" <<<"$answer"
