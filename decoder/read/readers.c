/*
 * readers.c: the readers. A new format is one new file and one line here.
 */
#include "read/readers.h"

const struct cn_reader *const cn_readers[] = {
    &cn_reader_csv,
    &cn_reader_odf,
    &cn_reader_odf_flat,
    &cn_reader_office_encrypted,
    &cn_reader_ooxml,
    &cn_reader_plain,
    NULL,
};
