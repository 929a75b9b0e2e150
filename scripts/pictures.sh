#!/usr/bin/env bash
# Takes the pictures of the README's walk through the demo, into docs/pictures: walks it in Chromium
# and in the real window, with a desktop's own notices.
source "$(dirname "$0")/common.sh"

build_ui
cargo build --quiet -p kantis-cli -p kantis-app -p kantis-merchant --bins
KANTIS_BIN_FOLDER=$(realpath "$target")/debug
export KANTIS_BIN_FOLDER NO_AT_BRIDGE=1 GSETTINGS_BACKEND=memory
xvfb-run --auto-servernum --server-args="-screen 0 1280x800x24 -noreset" \
  dbus-run-session --config-file=scripts/session-bus.conf -- node demo/pictures.mjs "$@"
