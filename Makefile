# What people and CI run. The work is in scripts/; each says at its top what it does.

.PHONY: help setup demo shop pictures test lint build bench size soak check-android typescript

# Lists the targets.
help:
	@awk '/^# /{c=substr($$0,3)} /^[a-z-]+:/{sub(/:.*/,""); if ($$0 != "help") printf "  make %-15s %s\n", $$0, c}' $(MAKEFILE_LIST)

# Installs whatever is missing to build, test and check Kantis.
setup:
	@scripts/setup.sh build test lint android

# Opens a wallet with sample cards, apart from your own.
demo:
	@scripts/setup.sh build demo
	@scripts/demo.sh

# Opens two made-up shops, and prints where they and their tills are.
shop:
	@scripts/setup.sh build
	@scripts/shop.sh

# Takes the pictures of the README's walk anew, in Chromium and in the real window.
pictures:
	@scripts/setup.sh build test pictures
	@scripts/pictures.sh

# Runs every test: Rust, the page, Playwright, and the real window.
test:
	@scripts/setup.sh build test
	@scripts/test.sh

# Checks format, lints, licences, the arrows between crates, and the documentation.
lint:
	@scripts/setup.sh build lint
	@scripts/lint.sh

# Leaves the release programs in target/release: kantis and kantis-app.
build:
	@scripts/setup.sh build
	@scripts/build.sh

# PARTS="ratios page tray" names what is measured; all without it.
# Measures Kantis against others at the same work, and fails when an aim is missed (a quarter of an hour).
bench:
	@scripts/setup.sh build bench
	@scripts/bench.sh $(PARTS)

# Says how much memory and disk a shop with 100,000 members takes (several minutes).
size:
	@scripts/setup.sh build
	@cargo run --quiet --profile shop -p kantis-merchant --example size

# Runs the random tests of wallets that are killed for longer: 2,000 refreshing runs where make test
# has 200, 1,000 shopping runs where it has 50.
soak:
	@scripts/setup.sh build test
	@KANTIS_KILL_RUNS=2000 cargo test --quiet -p kantis-tests --test faults killed
	@KANTIS_KILL_RUNS=1000 cargo test --quiet -p kantis-tests --test shops killed

# Type-checks the app and every library crate for Android.
check-android:
	@scripts/setup.sh build android
	@scripts/check-android.sh

# Writes ui/src/generated/api.ts anew, after a command or its shapes have changed.
typescript:
	@KANTIS_WRITE_TYPESCRIPT=1 cargo test --quiet -p kantis-api --test typescript
