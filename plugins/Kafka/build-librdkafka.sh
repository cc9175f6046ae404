#!/usr/bin/env bash
# Makes librdkafka.so once, from the C source inside the npm package of Kafka's JavaScript client, into artifacts/native; a build of
# the Kafka plugin lays it beside the plugin. Needed only where the package librdkafka.redist cannot be restored.
# Wants npm, gcc, g++, make and the development files of OpenSSL, zlib and zstd, which are linked into it.
#   build-librdkafka.sh --packages    names the Debian packages that are missing for that
set -euo pipefail
cd "$(dirname "$0")/../.."
version=2.15.1 package=@confluentinc/kafka-javascript@1.10.1
target=$PWD/artifacts/native/librdkafka-$version
[ -f "$target/librdkafka.so" ] && exit 0

if [ "${1:-}" = --packages ]; then
  for tool in npm gcc g++ make; do command -v "$tool" > /dev/null || echo "$tool"; done
  [ -f /usr/include/openssl/ssl.h ] || echo libssl-dev
  [ -f /usr/include/zlib.h ] || echo zlib1g-dev
  [ -f /usr/include/zstd.h ] || echo libzstd-dev
  exit 0
fi

work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent "$package" > /dev/null
tar xzf ./*.tgz package/deps/librdkafka
cd package/deps/librdkafka # takes every file configure.* in it for a part of itself
./configure --enable-static --disable-gssapi --disable-curl --disable-debug-symbols > "$work/configured" 2>&1 || { tail -40 "$work/configured"; exit 1; }
make -C src -j"$(nproc)" librdkafka.so.1 > "$work/made" 2>&1 || { tail -40 "$work/made"; exit 1; }
mkdir -p "$target"
strip --strip-unneeded -o "$target/librdkafka.so.new" src/librdkafka.so.1
mv "$target/librdkafka.so.new" "$target/librdkafka.so"
