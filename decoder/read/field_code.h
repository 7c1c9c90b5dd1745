/*
 * field_code.h: what the code of a field in a text says (HYPERLINK "http://example.org/"). For the
 * readers of office files and of RTF.
 */
#ifndef CN_READ_FIELD_CODE_H
#define CN_READ_FIELD_CODE_H

#include "base/bytes.h"

enum cn_field_means {
    CN_FIELD_NOTHING, /* it counts pages, or shows what stands elsewhere in the document */
    CN_FIELD_LINK,    /* it points to an address */
    CN_FIELD_OTHER    /* it names something else: a file, a property, an entry of the index */
};
/* Of a code, or of as much of it as is at hand. */
enum cn_field_means cn_field_means(struct cn_str code);

/* What a part of the document is called that is such a code. */
const char *cn_field_part(enum cn_field_means);

#endif
