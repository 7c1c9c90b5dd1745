#!/bin/bash
# A PDF whose second page takes ages: its process is ended in time for the first page to be kept.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
[ -x "${CRYPTONYM_LIBEXEC:?}/cryptonym-pdf" ] || { skip 'built without poppler'; exit 77; }
annotate --jobs=1 --format=jsonl "$srcdir/tests/fuzz/corpus/pdf/slow.pdf"
exits 2; err_has 'the PDF took too long'; out_has '"status":"timeout"'; out_has '"name":"QXPELICAN"'
finish
