/*
 * mime_view.h: what GMime is shown of a mail: all lines that may be a header's or a boundary.
 *
 * For mime_tree.c. A boundary was named by a header before, and a header stands behind one, or at
 * the beginning; all other lines are left out, so that what GMime holds in memory is bounded
 * however large the mail is. Each stretch from one such line to the next is a region; in place of
 * its body stands a mark with its number, by which one can tell where GMime found things. A header
 * that ends without an empty line gets one.
 *
 * Of fields their names are shown, of a type whether it has parts and what stands between them: the
 * other values cost GMime much memory, and it would look for charsets by the names that a mail
 * gives. Whoever wants a value reads it from the source.
 */
#ifndef CN_READ_MIME_VIEW_H
#define CN_READ_MIME_VIEW_H

#include "base/bytes.h"
#include "open/source.h"

/* Places in the source. */
struct cn_mime_region {
    uint64_t start;  /* of the boundary; of the first region: 0 */
    uint64_t header; /* behind that line */
    uint64_t body;   /* behind the header */
};

/* Where a field begins, or a header ends. */
struct cn_mime_place {
    uint64_t view, source;
};

/* Zero-initialise, then cn_mime_view_make. All is owned. */
struct cn_mime_view {
    struct cn_buf text;
    struct cn_mime_region *regions; /* one at least */
    size_t regions_len, regions_cap;
    struct cn_mime_place *places; /* rising */
    size_t places_len, places_cap;
    bool full; /* there are more lines than are gone through: the last body goes to the end */
    int error; /* errno of what could not be read; the lines end there */
};

/* False: memory is out. */
bool cn_mime_view_make(struct cn_mime_view *, const struct cn_source *);
/* The field that is shown at a place: all of it, with its line ends. */
bool cn_mime_view_field(const struct cn_mime_view *, uint64_t at, struct cn_span *field);
/* The first and the last region whose mark stands in what GMime found. False: there is none. */
bool cn_mime_view_marks(const struct cn_mime_view *, struct cn_str, size_t *first, size_t *last);
void cn_mime_view_free(struct cn_mime_view *);

#endif
