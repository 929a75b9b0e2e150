#!/usr/bin/env bash
# Builds the release programs: target/release/kantis and target/release/kantis-app.
source "$(dirname "$0")/common.sh"

build_ui
step "build kantis and kantis-app, small and fast (several minutes)"
cargo build --release --quiet -p kantis-cli -p kantis-app --bins
ls -lh "$target/release/kantis" "$target/release/kantis-app" | awk '{print $NF, $5}'
