#!/usr/bin/env bash
# Installs what is missing for the tasks named: build, demo, test, bench, pictures, lint, android. Quick when nothing is.
# What it may run: apt-get install (with sudo where needed), rustup component add, cargo install, npm ci, pip install.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "setup: $*" >&2; exit 1; }
say() { echo "setup: $*"; }

# The oldest tools that build Kantis.
rust=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
node=20.19

packages=()
components=()
tools=()
folders=()
peers=
for task in "$@"; do
  case $task in
    build)
      # The tray's icon is drawn by ayatana's library, which is loaded when the first one is shown.
      packages+=(build-essential pkg-config libssl-dev libwebkit2gtk-4.1-dev libayatana-appindicator3-1)
      folders+=(ui) ;;
    demo)
      # Draws the sample passes.
      packages+=(python3) ;;
    test)
      # gnome-keyring, zbar-tools, zint and zip are what some tests would skip themselves without.
      # xdg-utils opens links, as on a desktop.
      # python3-dbusmock plays the desktop's other programs: who shows notices, the tray, the lock.
      packages+=(chromium cmake dbus fonts-dejavu-core fonts-inter gnome-keyring libkpimitinerary-bin openssl python3-dbusmock webkit2gtk-driver xauth xdg-utils xvfb zbar-tools zint zip)
      tools+=(tauri-driver@2.1.0)
      folders+=(tests/e2e)
      packages+=(python3-venv)
      peers=yes ;;
    bench)
      # A browser, and a desktop for the window: its tray is played by python3-dbusmock.
      packages+=(chromium dbus python3-dbusmock xauth xvfb)
      folders+=(tests/e2e) ;;
    pictures)
      # Shows a desktop's notices, and makes files small.
      packages+=(imagemagick notification-daemon) ;;
    lint)
      packages+=(cmake)
      components+=(clippy rustfmt)
      tools+=(cargo-deny@0.20.2) ;;
    android)
      packages+=(cargo-web rustc-web rust-web-src perl) ;;
    *) fail "no such task: $task" ;;
  esac
done

at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# Debian's packages, all in one go.
missing=()
for package in "${packages[@]}"; do
  dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  command -v apt-get >/dev/null || fail "these are missing, and there is no apt-get to install them: ${missing[*]}"
  as_root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail "run this as root: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  log=$(mktemp)
  { "${as_root[@]}" apt-get update && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install --yes --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null \
    || { tail -n 20 "$log" >&2; fail "apt-get could not install: ${missing[*]}"; }
  rm -f "$log"
fi

# Rust.
command -v cargo >/dev/null || fail "Rust $rust or newer is needed: https://rustup.rs"
have=$(rustc --version | cut -d ' ' -f 2)
at_least "$rust" "$have" || fail "Rust $rust or newer is needed, this is $have: rustup update"
for component in "${components[@]}"; do
  case $component in clippy) probe=cargo-clippy ;; *) probe=$component ;; esac
  "$probe" --version >/dev/null 2>&1 && continue
  command -v rustup >/dev/null || fail "$component is missing, and there is no rustup to add it"
  say "adding $component"
  rustup component add "$component" >/dev/null 2>&1 || fail "rustup could not add $component"
done

# Cargo's tools: any version that is there, else the one that CI uses.
for tool in "${tools[@]}"; do
  command -v "${tool%@*}" >/dev/null && continue
  say "installing $tool (a few minutes)"
  cargo install --quiet --locked "$tool" </dev/null || fail "cargo could not install $tool"
done

# Node and its packages.
if [ ${#folders[@]} -gt 0 ]; then
  command -v npm >/dev/null || fail "Node $node or newer with npm is needed: https://nodejs.org"
  have=$(node --version | tr -d v)
  at_least "$node" "$have" || fail "Node $node or newer is needed, this is $have"
fi
for folder in "${folders[@]}"; do
  # npm writes this file last, so it is as new as what is installed.
  [ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ] && continue
  say "installing the packages of $folder"
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error </dev/null >/dev/null \
    || fail "npm ci failed in $folder"
  touch "$folder/node_modules/.package-lock.json"
done

# Issuers of passes that nobody of us wrote, for tests/peers. Where their registry is out of reach, the tests
# with them say so by name and are skipped; hence a warning, and no failure.
warn() { say "$1 cannot be installed from its registry: the tests with it will be skipped" >&2; }
if [ -n "$peers" ] && ! [ tests/peers/node_modules/.package-lock.json -nt tests/peers/package-lock.json ]; then
  say "installing the packages of tests/peers"
  if npm ci --prefix tests/peers --no-audit --no-fund --loglevel=error </dev/null >/dev/null; then
    touch tests/peers/node_modules/.package-lock.json
  else
    rm -rf tests/peers/node_modules
    warn "hono-passkit-webservice"
  fi
fi
if [ -n "$peers" ] && ! [ tests/peers/.venv/installed -nt tests/peers/requirements.txt ]; then
  say "installing django-walletpass"
  if python3 -m venv --clear tests/peers/.venv && tests/peers/.venv/bin/pip install --quiet --disable-pip-version-check --requirement tests/peers/requirements.txt </dev/null; then
    touch tests/peers/.venv/installed
  else
    rm -rf tests/peers/.venv
    warn "django-walletpass"
  fi
fi
if [ -n "$peers" ] && ! [ crates/merchant/tests/authlib/.venv/installed -nt crates/merchant/tests/authlib/requirements.txt ]; then
  say "installing Authlib"
  venv=crates/merchant/tests/authlib/.venv
  if python3 -m venv --clear "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement crates/merchant/tests/authlib/requirements.txt </dev/null; then
    touch "$venv/installed"
  else
    rm -rf "$venv"
    warn "Authlib"
  fi
fi
if [ -n "$peers" ] && ! [ crates/merchant/tests/openapi/.venv/installed -nt crates/merchant/tests/openapi/requirements.txt ]; then
  say "installing Schemathesis"
  venv=crates/merchant/tests/openapi/.venv
  if python3 -m venv --clear "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement crates/merchant/tests/openapi/requirements.txt </dev/null; then
    touch "$venv/installed"
  else
    rm -rf "$venv"
    warn "Schemathesis"
  fi
fi
