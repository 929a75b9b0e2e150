#!/usr/bin/env bash
# Everything that can be judged without running Kantis.
source "$(dirname "$0")/common.sh"

step "format"
cargo fmt --all --check

step "licences, sources and bans of all dependencies"
cargo fetch --quiet
cargo deny --offline --log-level error check bans licenses sources

step "what may call what"
scripts/arrows.sh

build_ui
step "clippy"
# The run of the window is behind a feature, so that it needs a display only when asked for.
cargo clippy --workspace --all-targets --features kantis-tests/desktop --quiet -- -D warnings

step "documentation"
# Private items are documented too, so a link to one of them is no mistake.
RUSTDOCFLAGS="-Dwarnings -Arustdoc::private-intra-doc-links" cargo doc --workspace --no-deps --document-private-items --quiet

step "the page: types and lints"
npm run check --prefix ui --silent
