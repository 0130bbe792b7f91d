#!/bin/sh
# Brings the project into a state where everything runs: .venv with the locked packages, the `zhengxun` command.
# Writes nothing outside the project (pip's own cache apart). Run again, it compares one stamp and ends.
set -eu
cd "$(dirname "$0")/.."
umask 022

say() { printf '%s\n' "$*" >&2; }
die() { say "setup: $*"; exit 1; }
as_root_on_debian() { [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] && command -v apt-get >/dev/null; }

fingerprint() { { printf '%s\n' "$PWD"; cat requirements.lock tools/setup.sh; } | cksum; }
stamp=.venv/zhengxun.stamp
if [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint)" ] && [ -x .venv/bin/python ]; then exit 0; fi

touch .setup-probe 2>/dev/null || die "cannot write in $PWD: check the folder's owner and the disk (df -h .)"
rm -f .setup-probe
free_kb=$(df -Pk . | awk 'NR == 2 { print $4 }')
if [ ! -e "$stamp" ] && [ ! -d .venv/lib ] && [ "$free_kb" -lt 2500000 ]; then
    die "the disk is full: 2.5 GB are needed in $PWD, $((free_kb / 1024)) MB are free"
fi

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
find_python() {
    for name in ${PYTHON:-} python3.12 python3.13 python3.11 python3 python3.14; do
        path=$(command -v "$name" 2>/dev/null) || continue
        if fits "$path"; then printf '%s' "$path"; return; fi
    done
    die "Python 3.11 or newer is needed and was not found (python3 is $(command -v python3 >/dev/null && python3 --version 2>&1 || echo missing)). Install it, or name it: make PYTHON=/path/to/python3.12"
}

venv_works() { [ -x .venv/bin/python ] && fits .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; }
make_venv() {
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        if as_root_on_debian; then
            say "installing python$version-venv"
            { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y "python$version-venv"; } >/dev/null 2>&1 || true
        fi
        "$python" -c 'import ensurepip, venv' 2>/dev/null || die "$python has no venv module. On Debian or Ubuntu: sudo apt-get install python$version-venv"
    fi
    say "making .venv with $("$python" --version)"
    if [ -e .venv ] && [ ! -e .venv/pyvenv.cfg ]; then die ".venv exists but is no virtual environment: move it away"; fi
    rm -rf .venv
    "$python" -m venv .venv || die "the virtual environment could not be made (see above)"
}
venv_works || make_venv

# uv installs the same lock, hashes checked, many times as fast as pip. It does not read pip's settings, so an index that
# stands there is handed over; where uv cannot be had or cannot reach the packages, pip does it.
log=.venv/setup.log
pip() { .venv/bin/python -m pip "$@" --disable-pip-version-check; }
with_uv() {
    awk '/^uv==/ { on = 1 } on { print } on && !/\\$/ { exit }' requirements.lock >.venv/uv.lock
    pip install --quiet --no-input --require-hashes -r .venv/uv.lock || return 1
    index=$(pip config get global.index-url 2>/dev/null || true)
    UV_CACHE_DIR=.venv/uv-cache UV_LINK_MODE=hardlink UV_HTTP_TIMEOUT=30 .venv/bin/uv pip install --quiet \
        --python .venv/bin/python --require-hashes ${index:+--default-index "$index"} -r requirements.lock
    code=$?
    rm -rf .venv/uv-cache
    return $code
}

# One short line per package instead of pip's many; on a terminal they overwrite each other.
with_pip() {
    total=$(grep -c '^[a-z0-9].*==' requirements.lock)
    tty=0; [ -t 2 ] && tty=1
    show='/^Ignoring / { total-- }
      /^Collecting / { n++; if (tty) printf "\r\033[K[%d/%d] %s", n, total, $2; else if (n % 20 == 1) printf "[%d/%d] %s\n", n, total, $2 }
      /^Installing collected/ { printf "%sinstalling %d packages\n", (tty ? "\r\033[K" : ""), n }
      /^(ERROR|error)|No space left|OSError/ { printf "%s%s\n", (tty ? "\r\033[K" : ""), $0 } { fflush() }'
    { pip install --no-input --progress-bar off --require-hashes -r requirements.lock 2>&1 || echo "pip-failed"; } |
        tee "$log" | awk -v tty="$tty" -v total="$total" "$show" >&2
    if grep -q '^pip-failed' "$log"; then
        if grep -q 'No space left' "$log"; then die "the disk is full: about 2 GB are needed in $PWD"; fi
        if grep -qE 'NewConnectionError|Could not find a version|ConnectTimeout|Temporary failure in name' "$log"; then
            die "packages could not be fetched: check the network or pip's index settings (details: $log)"
        fi
        die "packages could not be installed (details: $log)"
    fi
}
say "installing packages from requirements.lock"
with_uv >"$log" 2>&1 || with_pip

# The project itself: on the path by a .pth file, and one command. No build step, so no network for build tools.
.venv/bin/python - <<'PYTHON' || die "the project could not be put into .venv"
import pathlib
import sysconfig

packages = pathlib.Path(sysconfig.get_paths()["purelib"])
(packages / "zhengxun.pth").write_text(f"{pathlib.Path.cwd()}\n", encoding="utf-8")
command = pathlib.Path(".venv/bin/zhengxun")
command.write_text(
    '#!/bin/sh\n'
    'link=$0; while [ -L "$link" ]; do to=$(readlink "$link"); case $to in /*) link=$to;; *) link=$(dirname "$link")/$to;; esac; done\n'
    'exec "$(dirname "$link")/python" -P -c \'import sys; sys.argv[0] = "zhengxun"; from app.cli import main; sys.exit(main())\' "$@"\n',
    encoding="utf-8",
)
command.chmod(0o755)
PYTHON
.venv/bin/python -m compileall -q -j 0 agent app archive bulletins crypto gate identity kernel marking notices scores submissions typeset workers >/dev/null || true
fingerprint >"$stamp" || die "the disk is full"
say "ready"
