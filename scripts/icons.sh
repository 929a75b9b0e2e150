#!/usr/bin/env bash
# Makes every icon from icons/kantis.svg. By hand, after the drawing changed; the results are committed.
# Needs: apt-get install librsvg2-bin icoutils icnsutils
set -euo pipefail
cd "$(dirname "$0")/../icons"

for tool in rsvg-convert icotool png2icns; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: apt-get install librsvg2-bin icoutils icnsutils" >&2; exit 1; }
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
draw() { rsvg-convert --width "$1" --height "$1" --output "$2" kantis.svg; }

draw 32 32x32.png
draw 128 128x128.png
draw 256 128x128@2x.png
draw 512 icon.png

for size in 16 24 32 48 64 128 256 512; do draw "$size" "$work/$size.png"; done
icotool --create --output icon.ico "$work"/{16,24,32,48,64}.png --raw "$work"/256.png
png2icns icon.icns "$work"/{16,32,48,128,256,512}.png >/dev/null
