#!/usr/bin/env bash
# Type-checks the app and every library crate for aarch64-linux-android, without Android's SDK:
# Debian's Rust compiler with the source of its standard library, which is checked along, and
# stand-ins for the C compiler. Nothing is linked, so nothing runs; what does not fit a phone is seen.
source "$(dirname "$0")/common.sh"

platform=aarch64-linux-android
standin=$PWD/scripts/android-standin
export RUSTC=/usr/bin/rustc RUSTDOC=/usr/bin/rustdoc
# Debian's compiler is a stable one; building the standard library is allowed to nightly ones only.
export RUSTC_BOOTSTRAP=1
export CC_aarch64_linux_android=$standin/cc CXX_aarch64_linux_android=$standin/cc
export AR_aarch64_linux_android=$standin/ar RANLIB_aarch64_linux_android=$standin/ranlib
# Another compiler, so a folder of its own.
export CARGO_TARGET_DIR=$target/android
export CARGO_TERM_QUIET=true
unset RUSTC_WRAPPER

build_ui
step "Android: the app and the library crates"
# All in one go: apart, they would ask for other features of the same dependencies.
/usr/bin/cargo check --target "$platform" -Zbuild-std --lib --features kantis-app/vendored-openssl \
  -p kantis-barcode -p kantis-pass -p kantis-wallet -p kantis-connect -p kantis-api -p kantis-app
