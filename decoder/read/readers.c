/*
 * readers.c: the readers. A new format is one new file and one line here.
 */
#include "read/readers.h"

const struct cn_reader *const cn_readers[] = {
    &cn_reader_csv,              /* delimited text */
    &cn_reader_html,             /* pages */
    &cn_reader_mail,             /* RFC 5322 and MIME */
    &cn_reader_msg,              /* Outlook */
    &cn_reader_odf,              /* LibreOffice */
    &cn_reader_odf_flat,         /* the same in one XML file */
    &cn_reader_office_encrypted, /* said to be so */
    &cn_reader_ooxml,            /* Microsoft Office */
    &cn_reader_pdf,              /* by a program of its own */
    &cn_reader_plain,            /* all other text */
    &cn_reader_rtf,              /* Rich Text Format */
    NULL,
};
