/*
 * readers.h: the readers there are, and a table's layout as reading.c drives it. For the files of
 * read/.
 */
#ifndef CN_READ_READERS_H
#define CN_READ_READERS_H

#include "read/read.h"

extern const struct cn_reader cn_reader_csv;
extern const struct cn_reader cn_reader_html;
extern const struct cn_reader cn_reader_pdf;
extern const struct cn_reader cn_reader_mail;
extern const struct cn_reader cn_reader_msg;
extern const struct cn_reader cn_reader_odf;
extern const struct cn_reader cn_reader_odf_flat;
extern const struct cn_reader cn_reader_office_encrypted;
extern const struct cn_reader cn_reader_ooxml;
extern const struct cn_reader cn_reader_plain;
extern const struct cn_reader cn_reader_rtf;

/* What a layout is made of: csv.c looks into the text for it, marked.c into the marks of a reader
 * that knows where the cells are. A layout begins with struct cn_layout. */
struct cn_layout_kind {
    bool (*cell)(struct cn_layout *, uint64_t offset, struct cn_cell *);
    struct cn_str (*reserved)(const struct cn_layout *);
    bool (*enter)(struct cn_layout *, const struct cn_text *);
    void (*leave)(struct cn_layout *);
    void (*rewind)(struct cn_layout *);
    void (*free)(struct cn_layout *);
};
struct cn_layout {
    const struct cn_layout_kind *kind;
};

/* A window begins. False: memory was out in the one before. */
bool cn_layout_enter(struct cn_layout *, const struct cn_text *);
/* The window is over, its text still there: walks to the end of its core, whatever was asked. */
void cn_layout_leave(struct cn_layout *);
void cn_layout_rewind(struct cn_layout *);
void cn_layout_free(struct cn_layout *);

#endif
