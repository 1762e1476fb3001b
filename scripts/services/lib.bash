# What the scripts of this folder share; they source it.
# shellcheck shell=bash

fail() {
    printf '%s: %s\n' "$(basename "$0")" "$1" >&2
    exit 1
}

# wait_for SECONDS COMMAND...: until the command ends well.
wait_for() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.05
    done
}

# need COMMAND PACKAGE...: the packages are installed where the command is missing.
need() {
    local command="$1"
    shift
    if command -v "$command" >/dev/null; then
        return
    fi
    local how="apt-get install -y --no-install-recommends $*"
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        fail "$command is not installed; on Debian and Ubuntu, as root: $how"
    fi
    # standard output is for what the script says
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"; } >&2 ||
        fail "$command is not installed, and this failed: $how"
    hash -r
    command -v "$command" >/dev/null || fail "$how did not bring $command"
}

# is_process PID NAME: whether the process runs and is the one that is meant.
is_process() {
    # ids are used again, and an ended process stays in the table while nobody waits for it
    [ -n "$1" ] && [ "$(cat "/proc/$1/comm" 2>/dev/null)" = "$2" ] && ! grep -qs '^State:[[:space:]]*[ZX]' "/proc/$1/status"
}
is_over() { ! is_process "$@"; }

# runs PIDFILE NAME
runs() { is_process "$(cat "$1" 2>/dev/null || true)" "$2"; }

# end PIDFILE NAME SECONDS: asks the daemon to end, and ends it when it does not.
end() {
    local pid
    # read once: a daemon removes the file before it ends
    pid="$(cat "$1" 2>/dev/null || true)"
    if is_process "$pid" "$2"; then
        kill "$pid" 2>/dev/null || true
        if ! wait_for "$3" is_over "$pid" "$2"; then
            kill -9 "$pid" 2>/dev/null || true
            wait_for 5 is_over "$pid" "$2" || fail "$2 does not end (process $pid)"
        fi
    fi
    rm -f "$1"
}

# in_background LOG COMMAND...: a daemon that neither holds the caller's terminal or pipes nor ends with it.
in_background() {
    local log="$1"
    shift
    # 9 is the lock
    setsid "$@" </dev/null >>"$log" 2>&1 9>&- &
}

# one_at_a_time NAME: waits for other runs of this user to end; the lock ends with the script.
one_at_a_time() {
    exec 9>"/tmp/.rompy-$1.$(id -u).lock"
    flock -w 120 9 || fail "another run has not ended in two minutes"
}
