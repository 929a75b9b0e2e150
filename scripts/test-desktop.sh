#!/usr/bin/env bash
# Drives the real window through WebDriver, on a display and a session bus of its own.
source "$(dirname "$0")/common.sh"

program=$(realpath "$target")/debug/kantis-app
[ -x "$program" ] || { echo "build it first: cargo build -p kantis-app" >&2; exit 1; }
# Built before the display is there, so that its messages are a compiler's, not a display's.
cargo test --quiet -p kantis-tests --features desktop --test desktop --no-run

# Without a bus for accessibility GTK waits for one at every start; its settings stay in memory.
export KANTIS_APP=$program NO_AT_BRIDGE=1 GSETTINGS_BACKEND=memory MESA_SHADER_CACHE_DISABLE=true
# A display starts over when its last client leaves, and refuses whoever comes meanwhile: `-noreset`.
xvfb-run --auto-servernum --server-args="-screen 0 1280x1024x24 -noreset" \
  dbus-run-session --config-file=scripts/session-bus.conf -- \
  cargo test --quiet -p kantis-tests --features desktop --test desktop -- --test-threads=1
