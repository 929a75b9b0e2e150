#!/usr/bin/env bash
# Measures Kantis against others at the same work, and states what has no other side. Ends with 1 when
# an aim is missed, after everything was measured.
#
#   scripts/bench.sh [--json] [PART…]      (with --json one document for each part)
#
# Parts, in their order; all without one:
#   ratios   each comparison, in turns within one process, and a connection's bytes in a day (minutes)
#   page     from a purchase at the till to the open wallet in Chromium, 200 times (two minutes)
#   tray     processor time of the real window behind its icon in the tray (five minutes)
source "$(dirname "$0")/common.sh"

parts=()
json=
for argument in "$@"; do
  case $argument in
    --json) json=--json ;;
    ratios | page | tray) parts+=("$argument") ;;
    *) echo "bench: no such part: $argument" >&2; exit 2 ;;
  esac
done
[ ${#parts[@]} -gt 0 ] || parts=(ratios page tray)
wanted() { [[ " ${parts[*]} " == *" $1 "* ]]; }

# What is measured is built as it ships, save that a wallet may ask shops on this machine (Cargo.toml).
packages=()
if wanted ratios || wanted tray; then packages+=(-p kantis-bench); fi
if wanted page; then packages+=(-p kantis-cli -p kantis-merchant); fi
if wanted tray; then packages+=(-p kantis-app); fi
# The page is a part of the programs that show it.
if wanted page || wanted tray; then build_ui >&2; fi
step "build what is measured (the first time takes several minutes)" >&2
cargo build --quiet --profile measure "${packages[@]}" --bins
programs=$(realpath "$target")/measure

missed=0
if wanted ratios; then
  step "ratios" >&2
  "$programs/kantis-bench" $json || missed=1
fi
if wanted page; then
  step "from the till to the open wallet" >&2
  export KANTIS_BIN=$programs/kantis KANTIS_MERCHANT_BIN=$programs/kantis-merchant
  KANTIS_BENCH_JSON=${json:+1} tests/e2e/node_modules/.bin/playwright test --config bench/page/playwright.config.ts || missed=1
fi
if wanted tray; then
  step "the window and its icon, with nobody there" >&2
  # As for the tests of the window: scripts/test-desktop.sh.
  export KANTIS_APP=$programs/kantis-app NO_AT_BRIDGE=1 GSETTINGS_BACKEND=memory MESA_SHADER_CACHE_DISABLE=true
  xvfb-run --auto-servernum --server-args="-screen 0 1280x1024x24 -noreset" \
    dbus-run-session --config-file=scripts/session-bus.conf -- \
    "$programs/kantis-bench" $json --only idle-tray || missed=1
fi
exit "$missed"
