# What ./run, ./test and .ci/run share: find what is missing, say so, install it.
# Sourced by a POSIX shell whose working directory is the repository.

# Versions that this repository is checked with.
NEXTEST=0.9.143
DENY=0.20.2

target=${CARGO_TARGET_DIR:-target}
tools=$target/tools
case $tools in /*) ;; *) tools=$PWD/$tools ;; esac
PATH=$tools/bin:$PATH
# rustup and Debian put programs where a fresh shell may not look.
[ -d "${CARGO_HOME:-$HOME/.cargo}/bin" ] && PATH=$PATH:${CARGO_HOME:-$HOME/.cargo}/bin
PATH=$PATH:/usr/sbin:/sbin
export PATH

rustup_script="curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- --profile minimal"
wasm=wasm32-unknown-unknown

have() { command -v "$1" >/dev/null 2>&1; }
say() { printf '%s\n' "$*"; }
refuse() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

# Whether this rustc is at least the workspace's rust-version.
new_enough() {
    wanted=$(sed -n 's/^rust-version = "\([0-9.]*\)"/\1/p' Cargo.toml)
    found=$(rustc --version 2>/dev/null | cut -d ' ' -f 2)
    [ -n "$found" ] && [ "$(printf '%s\n%s\n' "$wanted" "$found" | sort -V | head -n 1)" = "$wanted" ]
}

# Whether rustup's target is there, or what `cargo xtask build` makes a standard library of.
has_wasm() {
    [ -d "$(rustc --print target-libdir --target $wasm 2>/dev/null)" ] || has_debian_wasm
}
has_debian_wasm() {
    [ -d "$(/usr/bin/rustc --print sysroot 2>/dev/null)/lib/rustlib/src/rust/library" ] &&
        ls /usr/bin/wasm-ld-[0-9]* >/dev/null 2>&1
}

has_postgres() {
    have postgres && have initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}
has_softhsm() {
    [ -e /usr/lib/softhsm/libsofthsm2.so ] || [ -e /usr/lib64/softhsm/libsofthsm2.so ] || [ -e /usr/lib64/libsofthsm2.so ]
}
has_opencryptoki() {
    have pkcsslotd && ls /usr/lib/*/opencryptoki/libopencryptoki.so.0 /usr/lib64/opencryptoki/libopencryptoki.so.0 2>/dev/null | grep -q .
}
has_smtp_server() {
    python3 -c 'import aiosmtpd' >/dev/null 2>&1 || /usr/bin/python3 -c 'import aiosmtpd' >/dev/null 2>&1
}
has_chromium() {
    [ -n "${CHROMIUM:-}" ] || have chromium || have chromium-browser || have google-chrome
}

# Sets `sudo` to what a command needs that changes the system, or fails.
may_install() {
    if [ "$(id -u)" = 0 ]; then
        sudo=
    elif have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        sudo=sudo
    else
        return 1
    fi
}

# Whether apt knows a version of this package.
offered() {
    apt-cache policy "$1" 2>/dev/null | grep 'Candidate:' | grep -qv '(none)'
}

# The system's packages that are missing for $1 (run, test or ci), in $packages; what they are for is said.
missing_packages() {
    packages=
    wants() {
        packages="$packages $1"
        say "  missing: $2"
    }
    has_softhsm || wants softhsm2 "a smartcard in software for the demonstration and the tests (softhsm2)"
    have pinentry || wants pinentry-curses "the program that asks for a passcode (pinentry)"
    have cc || wants build-essential "a C compiler and linker (build-essential)"
    [ -e /etc/ssl/certs/ca-certificates.crt ] || [ ! -e /etc/debian_version ] ||
        wants ca-certificates "the certificates of the web's authorities (ca-certificates)"
    if [ "$1" != run ]; then
        has_postgres || wants postgresql "PostgreSQL's server programs (postgresql)"
        has_smtp_server || wants python3-aiosmtpd "a mail server for the tests of mail (aiosmtpd)"
        has_opencryptoki || wants opencryptoki "smartcards in software that block (opencryptoki)"
        have openssl || wants openssl "certificates for the tests of mail (openssl)"
        if [ -f end2end/package.json ]; then
            has_chromium || wants "chromium fonts-liberation" "a browser (chromium)"
            have node || wants nodejs "JavaScript outside of a browser (nodejs)"
            have npm || wants npm "the packages of the browser tests (npm)"
        fi
    fi
}

# What Rust misses, in $rust: install, update, target or nothing.
missing_rust() {
    rust=
    if ! have cargo || ! rustc --version >/dev/null 2>&1; then
        rust=install
        say "  missing: Rust"
    elif ! new_enough; then
        rust=update
        say "  too old: $(rustc --version); $wanted or later is needed"
    elif ! has_wasm; then
        rust=target
        say "  missing: Rust's WebAssembly target"
    fi
}

install_packages() {
    # shellcheck disable=SC2086 # words are meant to split
    set -- $*
    command="apt-get install --yes --no-install-recommends --no-remove $*"
    have apt-get || refuse "Install these with your system's package manager, then start again: $*"
    may_install || refuse "This needs an administrator. Run, then start again:
  sudo apt-get update && sudo $command${rust_hint:-}"
    say "Running: ${sudo:+$sudo }$command"
    [ -n "${apt_updated:-}" ] || $sudo apt-get update -qq
    apt_updated=yes
    # shellcheck disable=SC2086
    $sudo env DEBIAN_FRONTEND=noninteractive $command >"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        refuse "apt-get failed (above and in $log). Put that right, then start again."
    }
}

# By rustup where there is one or apt has one; else Debian's own toolchain, which is recent in its packages for browsers.
install_rust() {
    if have rustup; then
        rustup_toolchain
        return
    fi
    have apt-get || refuse "Install Rust with rustup, then start again:
  $rustup_script"
    if [ -z "${apt_updated:-}" ]; then
        may_install || refuse "This needs Rust, which needs no administrator. Run, then start again:
  $rustup_script"
        say "Running: ${sudo:+$sudo }apt-get update"
        $sudo apt-get update -qq
        apt_updated=yes
    fi
    if offered rustup; then
        install_packages rustup
        rustup_toolchain
    elif offered rustc-web; then
        debian_toolchain
    else
        refuse "This system's packages have no recent Rust. Run, then start again:
  $rustup_script"
    fi
}

debian_toolchain() {
    linker=$(apt-cache search --names-only '^lld-[0-9]+$' | cut -d ' ' -f 1 | sort -V | tail -n 1)
    install_packages rustc-web cargo-web rust-web-src "$linker"
}

rustup_toolchain() {
    if ! new_enough; then
        say "Running: rustup toolchain install stable --profile minimal"
        rustup toolchain install stable --profile minimal --no-self-update || refuse "rustup cannot fetch the stable toolchain (above)."
        new_enough || { RUSTUP_TOOLCHAIN=stable && export RUSTUP_TOOLCHAIN; }
    fi
    has_wasm && return
    say "Running: rustup target add $wasm"
    rustup target add $wasm && return
    have apt-get && may_install ||
        refuse "rustup cannot fetch the WebAssembly target (above). On Debian, its own toolchain can build it: README, Set-up."
    say "rustup cannot fetch it; Debian's own toolchain can build it."
    debian_toolchain
}

# A cargo tool of a fixed version, kept with what this repository builds. $1 is its name, $2 its version.
install_tool() {
    say "Running: cargo install --locked --debug $1@$2 (kept in $tools)"
    CARGO_PROFILE_DEV_DEBUG=0 CARGO_TARGET_DIR=$tools/build cargo install --quiet --locked --debug --root "$tools" "$1@$2" ||
        return 1
    rm -rf "$tools/build"
}

# Everything for $1 (run, test or ci).
set_up() {
    started=$(date +%s)
    mkdir -p "$tools"
    log=$tools/setup.log
    say "Looking for what is needed:"
    missing_packages "$1"
    missing_rust
    tool_list=
    if [ "$1" != run ] && ! have cargo-nextest; then
        say "  missing: the test runner cargo-nextest"
        tool_list="cargo-nextest@$NEXTEST"
    fi
    if [ "$1" = ci ] && ! have cargo-deny; then
        say "  missing: cargo-deny"
        tool_list="$tool_list cargo-deny@$DENY"
    fi
    steps=0 step=0 left=0
    [ -z "$packages" ] || { steps=$((steps + 1)) && left=$((left + 2)); }
    [ -z "$rust" ] || { steps=$((steps + 1)) && left=$((left + 2)); }
    for tool in $tool_list; do steps=$((steps + 1)) && left=$((left + 4)); done
    if [ $steps = 0 ]; then
        say "  nothing is missing."
        return
    fi
    begin() {
        step=$((step + 1))
        say "[set-up $step of $steps] $1 ($(($(date +%s) - started)) s so far; about $left min left)"
        left=$((left - $2))
    }
    if [ -n "$packages" ]; then
        begin "Packages of the system" 2
        [ "$rust" != install ] || have rustup || rust_hint="
  $rustup_script"
        install_packages "$packages"
    fi
    if [ -n "$rust" ]; then
        begin "Rust" 2
        install_rust
        new_enough || refuse "Rust is still not new enough: $(rustc --version). Try: rustup update stable"
    fi
    for tool in $tool_list; do
        begin "${tool%@*}" 4
        install_tool "${tool%@*}" "${tool#*@}" || case $tool in
        cargo-nextest*) say "It cannot be built here; cargo's own test runner will do." ;;
        *) refuse "${tool%@*} cannot be built here (above)." ;;
        esac
    done
    say "Set up in $(($(date +%s) - started)) s."
}

# Becomes `cargo xtask` with the arguments, and says so when that must be compiled first.
xtask() {
    if [ ! -x "$target/debug/xtask" ]; then
        say "Compiling cargo xtask, which does the rest (about 2 min, once):"
        cargo build --package xtask
    fi
    exec cargo xtask "$@"
}
