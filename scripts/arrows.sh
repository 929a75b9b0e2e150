#!/usr/bin/env bash
# The arrows of ARCHITECTURE.md: what a crate may never pull in, proved with `cargo tree`.
source "$(dirname "$0")/common.sh"

# reached CRATE [FLAG…]: the packages that CRATE reaches, on any platform.
reached() {
  local crate=$1
  shift
  cargo tree --quiet --offline --package "$crate" --edges normal,build --target all --all-features --prefix none --format '{p}' "$@" | cut -d ' ' -f 1 | sort -u
}

# never CRATE DEPENDENCY…: fails when CRATE reaches one of them.
never() {
  local crate=$1 all found
  shift
  local pattern
  pattern=$(IFS='|'; echo "$*")
  all=$(reached "$crate") || return 1
  found=$(grep -E -x "$pattern" <<<"$all" || true)
  if [ -n "$found" ]; then
    echo "$crate must not depend on: $(echo "$found" | tr '\n' ' ')" >&2
    return 1
  fi
}

# No window, no network, no runtime for it.
outside=(tauri 'tauri-.*' wry tao reqwest hyper axum tokio mio ureq socket2)
status=0
for crate in kantis-barcode kantis-pass kantis-wallet; do
  never "$crate" "${outside[@]}" kantis-api kantis-cli kantis-app || status=1
done
# What travels between wallet and shop is known to both and knows neither.
never kantis-protocol "${outside[@]}" 'kantis-(barcode|pass|wallet|connect|api|cli|app|merchant)' || status=1
# The shop's side knows the protocol and codes, and nothing of the wallet's.
never kantis-merchant tauri 'tauri-.*' wry 'kantis-(pass|wallet|connect|api|cli|app)' || status=1
never kantis-barcode kantis-pass kantis-wallet || status=1
never kantis-pass kantis-wallet || status=1
# The one declaration of commands knows no host. It hands the network to the wallet's ports.
never kantis-api tauri 'tauri-.*' wry axum kantis-cli kantis-app || status=1
# The network is behind the wallet's ports and knows nobody who uses it.
never kantis-connect tauri 'tauri-.*' wry axum kantis-api kantis-cli kantis-app || status=1
# The terminal program opens no window, and the window answers no network.
never kantis-cli tauri 'tauri-.*' wry kantis-app || status=1
never kantis-app axum kantis-cli || status=1
# On the wallet's side only one crate asks the world: the others have no HTTP client of their own.
for crate in kantis-api kantis-cli kantis-app; do
  never "$crate" kantis-merchant || status=1
  own=$(reached "$crate" --depth 1) || status=1
  if own=$(grep -E -x 'reqwest|hyper|ureq|rustls' <<<"$own"); then
    echo "$crate must leave the network to kantis-connect: $(echo "$own" | tr '\n' ' ')" >&2
    status=1
  fi
done
exit $status
