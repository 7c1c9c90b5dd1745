#!/bin/bash
# The shared library exports the functions that cryptonym.h declares, and nothing else.
set -eu
: "${srcdir:?}" "${builddir:?}"
library=$builddir/.libs/libcryptonym.so
if [[ ! -e $library ]]; then
    echo "skipped: the shared library is not built (--disable-shared)"
    exit 77
fi
# Coverage and sanitizers add symbols of their own, which begin with an underscore.
exported=$(nm -D --defined-only "$library" | awk '{ print $3 }' | grep -v '^_' | sort)
declared=$(tr '\n' ' ' <"$srcdir/include/cryptonym.h" | grep -o 'CN_API [^;(]*(' |
    grep -o 'cn_[a-z_]*(' | tr -d '(' | sort)
[[ -n $declared ]]
diff <(echo "$declared") <(echo "$exported")
