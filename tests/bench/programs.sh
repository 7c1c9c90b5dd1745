# shellcheck shell=bash
# shellcheck disable=SC2154 # what run.sh sets
# programs.sh: the programs that are compared, each in its best case. Sourced by run.sh.
#
# PROGRAM_ready succeeds where the program is there; PROGRAM_prepare SIZE does what is not timed
# with the rest (compiling the names), its cost in compile.PROGRAM.SIZE; PROGRAM_command SIZE sets
# `command`, whose output is every match with its offset; PROGRAM_label is its name in the tables,
# PROGRAM_version its version. All of them ignore the case of ASCII letters and find whole words,
# each by its own idea of a word (agree.py).
#
# shellcheck disable=SC2034 # `command` is used by costs.sh

# compile PROGRAM SIZE COMMAND...
compile() {
    local status=0 key=$1.$2
    "$measure" -t "$limit" "compile.$key" "${@:3}" >/dev/null 2>"errors.$1" </dev/null || status=$?
    case $status in
    0) return 0 ;;
    124) why["$key"]="names not compiled within $limit s" ;;
    *) why["$key"]="names not compiled: $(head -n 1 "errors.$1" | cut -c 1-100)" ;;
    esac
    return 1
}

plain() { # PROGRAM...: nothing to prepare
    local program
    for program in "$@"; do
        eval "${program}_prepare() { :; }"
    done
}

# ---- ours ----

has_jobs() {
    "$CRYPTONYM" annotate --help | grep -q -e '--jobs'
}

# Compiled where this program can do that, else the table is read in each run.
ours_prepare() {
    dictionary=./names.$1.tsv
    compiled=no
    rm -f "compile.ours.$1" "names.$1.image"
    if "$CRYPTONYM" dictionary compile --help 2>/dev/null | grep -q -w compile &&
        compile ours "$1" "$CRYPTONYM" dictionary compile -d "./names.$1.tsv" -o "./names.$1.image"; then
        dictionary=./names.$1.image
        compiled=yes
    fi
    unset "why[ours.$1]"
}
# ours COMMAND-LINE...: with as many jobs as said, where the program knows jobs.
ours() {
    local jobs=$1
    shift
    command=("$CRYPTONYM" annotate)
    if has_jobs; then command+=("--jobs=$jobs"); fi
    command+=(--language=en_US "$@")
}
ours_command() { ours 1 -d "$dictionary" --dump=match "$text"; }
ours_ready() { :; }
ours_label() { echo "cryptonym annotate --dump=match"; }
ours_version() {
    echo "$("$CRYPTONYM" --version | head -n 1)$(git -C "$srcdir" log -1 --format=' at the commit "%s"' 2>/dev/null || true)"
}

# ---- Hyperscan, Vectorscan: one library's two makes ----

# built PROGRAM OPTION...: the two small programs, against one make of the library.
built() {
    local make=$1 step
    shift
    for step in compile scan; do
        "${CC:-cc}" -O2 -std=c11 -D_XOPEN_SOURCE=700 "$here/hyperscan_$step.c" -o "${make}_$step" \
            "$@" "-l$([[ $step = scan ]] && echo hs_runtime || echo hs)" 2>"errors.$make" || return 1
    done
}
# An unpacked package: PEERS/vectorscan/usr/include and .../usr/lib/MACHINE.
unpacked() {
    local lib
    lib=$(find "$peers/$1/usr/lib" -name libhs.so -printf '%h\n' 2>/dev/null | head -n 1)
    [[ -n $lib ]] && built "$1" "-I$peers/$1/usr/include" "-L$lib" "-Wl,-rpath,$lib"
}
hyperscan_ready() { unpacked hyperscan || built hyperscan; }
hyperscan_prepare() { compile hyperscan "$1" ./hyperscan_compile "names.$1" "names.$1.hyperscan"; }
hyperscan_command() { command=(./hyperscan_scan "names.$1.hyperscan" "$text"); }
hyperscan_label() { echo "Hyperscan, literals"; }
hyperscan_version() { echo "Hyperscan $(./hyperscan_compile --version)"; }
vectorscan_ready() { unpacked vectorscan; }
vectorscan_prepare() { compile vectorscan "$1" ./vectorscan_compile "names.$1" "names.$1.vectorscan"; }
vectorscan_command() { command=(./vectorscan_scan "names.$1.vectorscan" "$text"); }
vectorscan_label() { echo "Vectorscan, literals"; }
vectorscan_version() { echo "Vectorscan $(./vectorscan_compile --version)"; }

# ---- the greps ----

# The newest ripgrep there is: 15 is several times as fast as 13 with many names.
ripgrep=$peers/ripgrep/bin/rg
[[ -x $ripgrep ]] || ripgrep=rg
ripgrep_options=(--no-config --no-unicode --text --color=never --no-line-number --regex-size-limit=8G
    --fixed-strings --word-regexp --ignore-case --only-matching --byte-offset)
ripgrep_ready() { type "$ripgrep" >/dev/null; }
ripgrep_command() { command=("$ripgrep" -j1 "${ripgrep_options[@]}" -f "names.$1" "$text"); }
ripgrep_label() { echo "rg --no-unicode -F -w -i -o -b"; }
ripgrep_version() { "$ripgrep" --version | head -n 1; }

ugrep_options=(--text --binary --color=never --no-line-number
    --fixed-strings --word-regexp --ignore-case --only-matching --byte-offset)
ugrep_ready() { type ugrep >/dev/null; }
ugrep_command() { command=(ugrep -J1 "${ugrep_options[@]}" -f "names.$1" "$text"); }
ugrep_label() { echo "ugrep -U -F -w -i -o -b"; }
ugrep_version() { ugrep --version | head -n 1; }

# UTF-8 is the faster one for few names; for 1,000 it takes minutes.
grep_locale() { if [[ $1 -lt 100 ]]; then echo C.UTF-8; else echo C; fi; }
grep_ready() { type grep >/dev/null; }
grep_command() {
    command=(env "LC_ALL=$(grep_locale "$1")" grep --text -F -w -i -o -b -f "names.$1" "$text")
}
grep_label() { echo "grep -F -w -i -o -b"; }
grep_version() { grep --version | head -n 1; }

# ---- YARA, pyahocorasick ----

yara_ready() { type yara yarac >/dev/null; }
yara_prepare() {
    awk 'NR % 5000 == 1 { if (NR > 1) print end; print "rule names" NR " { strings:" }
        { print "$ = \"" $0 "\" nocase fullword" }
        BEGIN { end = "condition: any of them }" }
        END { print end }' "names.$1" >"names.$1.yara"
    compile yara "$1" yarac -w "names.$1.yara" "names.$1.yarac"
}
yara_command() { command=(yara --no-warnings -p 1 -s -C "names.$1.yarac" "$text"); }
yara_label() { echo "yara -s, nocase fullword"; }
yara_version() { echo "YARA $(yara --version)"; }

# The system's Python, for which Debian's package is; or one of a virtual environment.
python=$peers/python/bin/python3
[[ -x $python ]] || python=/usr/bin/python3
ahocorasick_ready() { "$python" -c 'import ahocorasick' 2>/dev/null; }
ahocorasick_prepare() {
    compile ahocorasick "$1" "$python" "$here/ahocorasick_scan.py" compile "names.$1" "names.$1.pickle"
}
ahocorasick_command() {
    command=("$python" "$here/ahocorasick_scan.py" scan "names.$1.pickle" "$text")
}
ahocorasick_label() { echo "pyahocorasick"; }
ahocorasick_version() {
    "$python" -c 'import sys, importlib.metadata as m
print("pyahocorasick", m.version("pyahocorasick"), "in Python", sys.version.split()[0])'
}

plain ripgrep ugrep grep
