#!/bin/bash
# Every command that README.md shows runs, and prints what README.md says it prints.
#
# A fenced block of the language `console` holds commands ("$ ...", continued by "> ...") and what
# they print; a last line "..." stands for the rest. README.md is written anew from its commands and
# compared with itself; with UPDATE=yes the new one is kept. `./setup` is left to CI, which runs it
# on a bare machine; vim runs without a screen and leaves again.
set -eu
: "${srcdir:?}" "${CRYPTONYM:?}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin" "$folder/top"
cd "$folder/top"
ln -s "$CRYPTONYM" cryptonym
ln -s "$srcdir/samples" "$srcdir/dictionaries" "$srcdir/tests" .

cat >"$folder/bin/vim" <<'END'
#!/bin/bash
PATH=${PATH#*:}
command -v vim >/dev/null || exit 0
exec vim -u NONE -N -es "$@" -c 'qa!' </dev/null
END
chmod +x "$folder/bin/vim"
export PATH="$folder/bin:$PATH"

# run COMMAND EXPECTED: prints the command's output, as many lines of it as README.md shows.
run() {
    local got status=0
    got=$(bash -c "$1" 2>&1) || status=$?
    got=$(sed '/^cryptonym: note: sandbox: /d' <<<"$got") # which there are, depends on the system
    if [[ $status -gt 1 ]]; then
        printf 'exit %s of: %s\n%s\n' "$status" "$1" "$got" >&2
        exit 1
    fi
    if [[ $2 == *$'\n...' ]]; then
        head -n "$(($(wc -l <<<"$2") - 1))" <<<"$got"
        echo ...
    elif [[ -n $got ]]; then
        printf '%s\n' "$got"
    fi
}

# finish: the command gathered so far, if there is one, is run.
finish() {
    if [[ $command == ./setup* ]]; then
        [[ -z $expected ]] || printf '%s' "$expected"
    elif [[ -n $command ]]; then
        run "$command" "${expected%$'\n'}"
    fi
    command='' expected=''
}

# written_anew: README.md with every output as it comes out now.
written_anew() {
    local inside=no command='' expected='' line
    while IFS= read -r line; do
        if [[ $inside == no ]]; then
            [[ $line != '```console' ]] || inside=yes
            printf '%s\n' "$line"
        elif [[ $line == '$ '* ]]; then
            finish
            command=${line#'$ '}
            printf '%s\n' "$line"
        elif [[ $line == '> '* && -z $expected ]]; then
            command+=$'\n'${line#'> '}
            printf '%s\n' "$line"
        elif [[ $line == '```' ]]; then
            finish
            inside=no
            printf '%s\n' "$line"
        else
            expected+=$line$'\n'
        fi
    done
}

written_anew <"$srcdir/README.md" >"$folder/README.md"
if [[ ${UPDATE-no} == yes ]]; then
    cp "$folder/README.md" "$srcdir/README.md"
elif sha256sum --status -c - <<END; then
829a043cf078d1e80e886289a13823454977f442a239a859d2133ea61944aa60  /usr/share/hunspell/en_US.dic
END
    diff "$srcdir/README.md" "$folder/README.md"
else
    # Another list of English words moves the figures.
    echo "hunspell's en_US is not that of Debian 12: the commands ran, their output is not compared"
fi
