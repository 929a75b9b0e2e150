#!/usr/bin/env bash
# Every test, the quick ones first. Ends at the first step that fails.
source "$(dirname "$0")/common.sh"

build_ui
step "Rust: unit and integration tests"
cargo test --workspace --exclude kantis-bench --quiet

step "the page: unit tests"
npm test --prefix ui --silent

step "build kantis, kantis-app and kantis-merchant"
cargo build --quiet -p kantis-cli -p kantis-app -p kantis-merchant --bins

step "the pages in Chromium, with the real core and the real shop behind them"
KANTIS_BIN=$(realpath "$target")/debug/kantis KANTIS_MERCHANT_BIN=$(realpath "$target")/debug/kantis-merchant npm test --prefix tests/e2e --silent

step "the real window"
scripts/test-desktop.sh
