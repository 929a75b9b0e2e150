#!/usr/bin/env bash
# Opens a wallet with sample cards in .demo/, with a key of its own: nothing touches your real wallet.
source "$(dirname "$0")/common.sh"

build_ui
step "build kantis and kantis-app (the first time takes several minutes)"
cargo build --quiet -p kantis-cli -p kantis-app --bins

folder=$PWD/.demo
export KANTIS_WALLET=$folder/wallet KANTIS_KEY_FILE=$folder/key
mkdir -p "$folder"
if [ ! -e "$KANTIS_KEY_FILE" ]; then
  (umask 077 && head -c 32 /dev/urandom >"$KANTIS_KEY_FILE")
fi
if [ ! -e "$folder/filled" ]; then
  step "import the sample cards of demo/"
  "$target/debug/kantis" import demo/*.csv demo/*.pkpass
  touch "$folder/filled"
fi

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  step "the wallet is open in its window; close it to end"
  exec "$target/debug/kantis-app"
fi
step "there is no display here: open the address below in a browser, end with Ctrl-C"
exec "$target/debug/kantis" serve
