#!/bin/sh
# Starts the application of the working directory, asks it a few things, ends it, and leaves what the JVM
# has learned as an AOT cache: train.sh MODULE CACHE
set -eu
module=$1
cache=$2
data=$(mktemp -d)
port=${TRAIN_PORT:-18080}
admin=${TRAIN_ADMIN_PORT:-19090}

case $module in
  gateway)
    health=http://localhost:$admin/actuator/health/readiness
    # Nobody listens on port 1, so it learns to be without Redis too.
    set -- "--server.port=$port" "--management.server.port=$admin" --ficus.internal-port=-1 \
      "--ficus.routes.dir=${TRAIN_ROUTES:-/routes}" "--ficus.data-dir=$data" --ficus.shutdown.delay=0s \
      --spring.data.redis.url=redis://127.0.0.1:1
    ;;
  *)
    # The functions are not ready before the monolith is.
    health=http://localhost:$port/actuator/health/liveness
    export SHOP_DATA="$data"
    set -- "--server.port=$port"
    ;;
esac

# With its classes linked beforehand the JVM (25.0.3) dies while it writes the gateway's cache, in
# ArchiveHeapWriter::compute_ptrmap.
java "-XX:AOTCacheOutput=$cache" -XX:-AOTClassLinking -jar app.jar "$@" &
pid=$!
tries=0
until curl -sf "$health" >/dev/null; do
  kill -0 "$pid" || { echo "$module ended before it was ready" >&2; exit 1; }
  tries=$((tries + 1))
  [ "$tries" -lt 120 ] || { kill "$pid"; echo "$module was not ready in time" >&2; exit 1; }
  sleep 1
done
for path in / /catalog /api/products /api/products/1 /products/1 /api/orders/1; do
  curl -s -o /dev/null "http://localhost:$port$path" || true
done
if [ "$module" = gateway ]; then
  curl -s -o /dev/null "http://localhost:$admin/actuator/prometheus"
fi
kill "$pid"
# An application that was told to end may say so by 143.
wait "$pid" || [ $? -eq 143 ]
rm -rf "$data"
[ -s "$cache" ] || { echo "no cache was made" >&2; exit 1; }
