#!/usr/bin/env bash
# Opens two made-up shops in .shop/ on this machine: a café and a grocery, each with a year of past.
source "$(dirname "$0")/common.sh"

step "build kantis-merchant (the first time takes several minutes)"
cargo build --quiet --profile shop -p kantis-merchant

step "open the shops; their addresses come below, end with Ctrl-C"
exec "$target/shop/kantis-merchant" demo --data "$PWD/.shop" "$@"
