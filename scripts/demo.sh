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
  step "make sample passes whose dates are near"
  python3 -B demo/make-passes.py "$folder/passes"
  step "import the sample cards of demo/"
  passes=$folder/passes
  "$target/debug/kantis" import demo/*.csv demo/*.pkpass "$passes"/{metsatori-1,leipomo,pulssi,raide}.pkpass "$passes/kesayo-set.pkpasses"
  # A newer version of a pass is what an issuer would send: it makes Activity and the curve begin.
  step "bring in a newer version of one of them"
  "$target/debug/kantis" import "$passes/metsatori-2.pkpass"
  touch "$folder/filled"
fi

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  step "the wallet is open in its window; close it to end"
  exec "$target/debug/kantis-app"
fi
step "there is no display here: open the address below in a browser, end with Ctrl-C"
exec "$target/debug/kantis" serve
