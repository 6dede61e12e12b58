#!/bin/sh
# Runs the relay of this folder or, with `admin`, its command line. Data goes to ./yidu-relay unless --data says otherwise.
here=$(dirname "$(readlink -f "$0")")
# A young generation of 1 MB, what the start leaves behind collected at 8 MB, one helper thread, and compiling only what stays hot: half
# the memory, the same throughput.
exec "$here/node" --v8-pool-size=1 --max-semi-space-size=1 --initial-old-space-size=8 --invocation-count-for-maglev=2000 \
  --invocation-count-for-turbofan=30000 "$here/out/main/relay.cjs" "$@"
