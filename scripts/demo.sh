#!/usr/bin/env bash
# Opens a wallet with sample cards in .demo/, with a key of its own: nothing touches your real wallet.
# Beside it run two made-up shops: a café, where the wallet is a member, and a grocery to connect.
source "$(dirname "$0")/common.sh"

build_ui
step "build kantis, kantis-app and kantis-merchant (the first time takes several minutes)"
cargo build --quiet -p kantis-cli -p kantis-app -p kantis-merchant --bins

folder=$PWD/.demo
export KANTIS_WALLET=$folder/wallet KANTIS_KEY_FILE=$folder/key
# The shops are on this machine, which only a debug build asks, and only when it is told to.
export KANTIS_ALLOW_LOOPBACK=1
mkdir -p "$folder"

# The same ports each time: a connection knows its shop by its address.
port=${KANTIS_DEMO_PORT:-8787}
cafe=http://127.0.0.1:$port grocery=http://127.0.0.1:$((port + 1))
step "open two shops; the first time they live through a year, which takes half a minute"
# What runs beside this script ends with it, however it ends: quit, Ctrl-C, a closed terminal.
running=()
end() {
  trap - EXIT INT TERM HUP
  local one
  for one in "${running[@]}"; do kill "$one" 2>/dev/null || true; done
  for one in "${running[@]}"; do wait "$one" 2>/dev/null || true; done
  rm -f "$folder/says"
}
trap end EXIT
trap 'end; exit 130' INT
trap 'end; exit 143' TERM HUP
# Runs something until it ends, or this script is ended: a signal waits for no program in the foreground.
until_it_ends() {
  "$@" &
  running+=("$!")
  wait "$!"
}

"$target/debug/kantis-merchant" demo --data "$folder/shops" --port "$port" --members 60 \
  >"$folder/shops.log" 2>&1 &
shops=$!
running+=("$shops")
until grep -q '^Both are open' "$folder/shops.log"; do
  if ! kill -0 "$shops" 2>/dev/null; then
    cat "$folder/shops.log" >&2
    echo "The shops did not open. Is another demo running? KANTIS_DEMO_PORT=9000 make demo takes other ports." >&2
    exit 1
  fi
  sleep 0.2
done
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
if [ ! -e "$folder/connected-$port" ]; then
  step "connect the café, as a member who has been there before"
  rm -f "$folder/says"
  mkfifo "$folder/says"
  node demo/agree.mjs jasen3@example.com "$folder/shops/kahvila/outbox" <"$folder/says" &
  agree=$!
  "$target/debug/kantis" connect "$cafe" 2>"$folder/says" &
  connect=$!
  running+=("$agree" "$connect")
  # Where nobody agrees, `kantis connect` would wait until the sign-in is over.
  wait "$agree" || kill "$connect" 2>/dev/null || true
  if wait "$connect"; then
    touch "$folder/connected-$port"
    cafe_is="The café is connected."
  else
    echo "The café could not be connected; the reason is above. The wallet opens with its cards alone." >&2
    cafe_is="The café is not connected; it is at $cafe, and its member is jasen3@example.com."
  fi
  running=("$shops")
  rm "$folder/says"
fi

step "two shops are open beside the wallet"
grep -A1 -E '^[^ ].*: http' "$folder/shops.log" | grep -v -e '^--'
echo
echo "${cafe_is:-The café is connected.}"
echo "To connect the grocery, paste $grocery into Cards → + → Connect a shop, and sign in there as anybody:"
echo "aino@example.com, say. The code is in the letter that the grocery's till page shows under Mail."

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  step "the wallet is open in its window; quit it to end"
  until_it_ends "$target/debug/kantis-app"
  exit
fi
step "there is no display here: open the address below in a browser, end with Ctrl-C"
until_it_ends "$target/debug/kantis" serve
