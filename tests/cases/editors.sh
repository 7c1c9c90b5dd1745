#!/bin/bash
# Vim's quickfix and Emacs's compilation-mode, as they come, load the lines and jump to the names.
set -eu
: "${srcdir:?}" "${CRYPTONYM:?}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# The second name stands behind characters of more bytes than columns, the third behind a tab.
printf 'Project,Country\nP1,A9\nP2,A2\n' >projects.csv
printf 'Nothing here.\nAccount: 向朝鲜的 A9 发货 (country)\n\tA7 is a country.\n' >"a mail.txt"

lines() {
    "$CRYPTONYM" annotate -d huawei-countries --language "$srcdir/tests/hunspell/test" \
        --min-confidence 0 "$@" "a mail.txt" projects.csv
}

# same WHAT: the places in the file `landed` are those that stand in the documents.
same() {
    diff - landed <<END || { echo "$1 landed elsewhere"; exit 1; }
a mail.txt:2:A9
a mail.txt:3:A7
projects.csv:2:A9
projects.csv:3:A2
END
    echo "$1 landed on every name"
}

in_vim() {
    lines --format=lines >found
    cat >visit.vim <<'END'
for i in range(1, len(getqflist()))
  execute 'cc' i
  call writefile([bufname('%') . ':' . line('.') . ':' . strpart(getline('.'), col('.') - 1, 2)],
      \ 'landed', 'a')
endfor
END
    vim -u NONE -N -es -q found -S visit.vim -c 'qa!' </dev/null
    same Vim
}

# M-x compile, then next-error again and again. Emacs counts columns as they are displayed.
in_emacs() {
    lines --format=gnu >found
    cat >visit.el <<'END'
(setq compilation-ask-about-save nil)
(compile "cat found")
(while (get-buffer-process "*compilation*") (accept-process-output nil 0.1))
(condition-case nil
    (while t
      (next-error)
      (with-current-buffer (window-buffer (selected-window))
        (write-region (format "%s:%d:%s\n" (file-name-nondirectory buffer-file-name)
                              (line-number-at-pos)
                              (buffer-substring (point) (+ 2 (point))))
                      nil "landed" t 'quiet)))
  (user-error nil))
END
    emacs --batch -Q -l visit.el >/dev/null 2>emacs.log || { cat emacs.log; exit 1; }
    same Emacs
}

skipped=0
for editor in vim emacs; do
    rm -f landed
    if ! command -v "$editor" >/dev/null; then
        echo "skipped: $editor is not installed"
        skipped=77
    elif [[ $editor == vim ]]; then
        in_vim
    else
        in_emacs
    fi
done
exit $skipped
