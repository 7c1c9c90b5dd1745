/*
 * laying.h: plain text in some charset, laid down as it is. For readers of mail.
 */
#ifndef CN_READ_LAYING_H
#define CN_READ_LAYING_H

#include "read/extract.h"

/* Lays the source's text down without controls; a carriage return alone ends a line. `declared`:
 * its charset, may be empty; what it is read in goes to *charset, if that is NULL. CN_OK or
 * CN_FATAL: what else there is, the extract and the document say. */
enum cn_severity cn_lay_text(struct cn_extraction *, const struct cn_source *,
                             struct cn_str declared, const char **charset);
/* Tells the document why a keep did not take all. */
void cn_lay_unkept(struct cn_extraction *, const struct cn_keep *);

#endif
