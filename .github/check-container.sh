#!/usr/bin/env bash
# Waits for the app in a container and posts one point: `accepted` into an empty database, `duplicate` where it is already.
# Usage: check-container.sh CONTAINER accepted|duplicate
set -euo pipefail
app=http://127.0.0.1:3000
curl --fail --silent --show-error --retry 90 --retry-delay 2 --retry-all-errors --output /dev/null "$app/readyz"
# Strangers are refused, and whoever is not in the container until there is an admin.
docker exec "$1" node scripts/admin.mjs --email ada@example.com
test "$(curl --silent --output /dev/null --write-out '%{http_code}' "$app/api/overview")" = 401
key=$(docker exec "$1" cat /data/local.key)
answer=$(curl --fail --silent --show-error "$app/api/metrics" --header "authorization: Bearer $key" \
  --header 'content-type: application/json' \
  --data '{"model_id": "container", "metric": "accuracy", "value": 0.9, "ts": "2026-01-01T00:00:00Z"}')
echo "$answer"
grep --quiet "\"$2\":1" <<<"$answer"
