# Sourced by the other scripts: the project's folder, the programs' folder, and steps that say their name.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Where cargo puts what it builds.
target=${CARGO_TARGET_DIR:-target}

# Says what runs now, so that a long run can be followed.
step() { printf '\n== %s\n' "$*"; }

# Runs a command and shows what it printed only when it fails.
quietly() {
  local log
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# Builds the page into ui/dist, unless nothing of it changed since.
build_ui() {
  if [ -e ui/dist/index.html ] && [ -z "$(find ui -path ui/node_modules -prune -o -path ui/dist -prune -o -type f -newer ui/dist/index.html -print -quit)" ]; then
    return
  fi
  step "build the page"
  quietly npm run build --prefix ui
}
