#!/usr/bin/env bash
# Installs the few system packages that Qt and Chinese text need, and any named as arguments, when they are missing.
# As root on Debian and Ubuntu it installs them; otherwise it says in one line what to install. Without dpkg it does nothing.
# The status is 1 when something is still missing.
set -euo pipefail

command -v dpkg-query >/dev/null || exit 0

wanted=(
    libegl1 libgl1 libdbus-1-3 libfontconfig1 libxkbcommon0 libglib2.0-0
    libx11-xcb1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
    libxcb-render-util0 libxcb-shape0 libxcb-xkb1
    fonts-noto-cjk fonts-inter
    "$@"
)

# A Python without ensurepip cannot make a virtual environment: Debian packs that part apart.
if [[ ! -x .venv/bin/python ]] && command -v python3 >/dev/null && ! python3 -c 'import ensurepip' 2>/dev/null; then
    wanted+=(python3-venv)
fi

missing=()
for package in "${wanted[@]}"; do
    # Newer releases call some libraries libglib2.0-0t64 and so on.
    states="$(dpkg-query --show --showformat='${db:Status-Status}\n' "$package" "${package}t64" 2>/dev/null || true)"
    grep -qx installed <<<"$states" || missing+=("$package")
done
[[ ${#missing[@]} -eq 0 ]] && exit 0

if [[ "$(id -u)" != 0 ]]; then
    echo "Some system packages are missing; please run: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
fi
echo "Installing system packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
{ apt-get update -q && apt-get install -q -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 || {
    tail -20 "$log" >&2
    echo "apt-get could not install: ${missing[*]}" >&2
    exit 1
}
