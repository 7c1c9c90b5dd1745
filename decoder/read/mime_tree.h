/*
 * mime_tree.h: how a mail is made of parts, as GMime takes it apart.
 *
 * For mime.c. Places are regions (mime_view.h) and spans in the source; nothing of GMime is left
 * when the tree is made.
 */
#ifndef CN_READ_MIME_TREE_H
#define CN_READ_MIME_TREE_H

#include "read/mime_view.h"

#define CN_MIME_NONE SIZE_MAX
/* The library without which no mail is taken apart; NULL: it is there. */
#ifdef CN_GMIME
#define CN_MIME_MISSING NULL
#else
#define CN_MIME_MISSING "gmime"
#endif

/* Fields that say how a part is to be read. */
enum cn_mime_key { CN_MIME_TYPE, CN_MIME_TRANSFER, CN_MIME_DISPOSITION, CN_MIME_KEYS };

struct cn_mime_node {
    size_t parent; /* node; CN_MIME_NONE: the mail itself */
    size_t next;   /* the first node that is not inside */
    bool parted;   /* a multipart that says what stands between its parts */
    size_t region; /* its header, and where its body begins */
    size_t last;   /* the last region before its first part; of a leaf: of its body */
    size_t closed; /* the region of the line that closes it; CN_MIME_NONE: none does */
    size_t behind; /* if so: the last region before what follows it */
    size_t extent; /* the last region of all that is inside */
    struct cn_span keys[CN_MIME_KEYS]; /* the first field of its kind; empty: there is none */
};

/* A field of the mail's own header that is shown to people, in the order of the header. */
struct cn_mime_field {
    const char *name;    /* as it is marked: "subject" */
    uint64_t start, end; /* the whole field in the source, name and line ends included */
};

/* Zero-initialise, then cn_mime_tree_make. All is owned. */
struct cn_mime_tree {
    struct cn_mime_view view;   /* its regions; its text is gone */
    struct cn_mime_node *nodes; /* the mail first, what is inside a node right behind it */
    size_t len;
    struct cn_mime_field *fields;
    size_t fields_len;
    bool fields_full; /* there are more */
};

/* False: memory is out. */
bool cn_mime_tree_make(struct cn_mime_tree *, const struct cn_source *);
void cn_mime_tree_free(struct cn_mime_tree *);

#endif
