/*
 * open.h: paths, folders and standard input become documents, in a stable order.
 *
 * For scan.c, cli/ and read/. A document is a name and a stream of bytes that can be read again
 * from its start; what was gzip is already unpacked. Nothing here looks at what the bytes mean.
 */
#ifndef CN_OPEN_OPEN_H
#define CN_OPEN_OPEN_H

#include "base/arena.h"
#include "base/diag.h"
#include "open/keep.h"

/* ---- streams: bytes from somewhere, layer over layer ---- */

/* How a document ended; exactly one each. */
enum cn_status {
    CN_STATUS_OK,
    CN_STATUS_PARTIAL, /* read in part: truncated, damaged */
    CN_STATUS_LIMIT,   /* a limit was hit; what was found before it is kept */
    CN_STATUS_TIMEOUT,
    CN_STATUS_CRASH,
    CN_STATUS_UNREADABLE,  /* cannot be opened or read at all */
    CN_STATUS_UNSUPPORTED, /* a known binary type without a reader */
    CN_STATUS_ENCRYPTED,
    CN_STATUS_NO_TEXT
};
const char *cn_status_name(enum cn_status);

/* How a document's charset was decided. */
enum cn_charset_by {
    CN_CHARSET_MARK,     /* a byte order mark */
    CN_CHARSET_VALID,    /* it is strictly UTF-8 */
    CN_CHARSET_PATTERN,  /* NULs, script ranges or escapes that no other charset has */
    CN_CHARSET_DECLARED, /* the document says so */
    CN_CHARSET_GUESSED
};
const char *cn_charset_by_name(enum cn_charset_by);

struct cn_stream;

struct cn_stream_kind {
    const char *name;
    /* Reads up to `want` bytes; *got, 0 before, may be fewer only at the end or before an error.
     * CN_OK; CN_END with *got == 0 at the end; CN_PARTIAL when no more can be had, CN_SKIP when
     * nothing at all could (a diagnostic says why; bytes in *got are good). */
    enum cn_severity (*read)(struct cn_stream *, char *buffer, size_t want, size_t *got);
    /* Back to the first byte. Every stream can do this: pipes are spooled first. */
    enum cn_severity (*rewind)(struct cn_stream *);
    void (*close)(struct cn_stream *); /* also closes the stream below and frees itself */
};

struct cn_stream {
    const struct cn_stream_kind *kind;
    const char *layer;       /* what --dump calls it: the kind's name, or what it unpacks */
    struct cn_stream *below; /* owned; NULL for the lowest */
    struct cn_diags *diags;  /* the document's */
    struct cn_str name;      /* the document's */
    enum cn_status status;   /* not OK once it had to end early */
};

struct cn_open_limits {
    uint64_t unpacked_max; /* bytes */
    uint64_t ratio_max;
    uint64_t ratio_free;
    unsigned depth_max;
    size_t read_size; /* bytes asked of the system at once (tests: 1, 7, 4096) */
    bool hash;        /* SHA-256 of the stored bytes; costs time, so only on demand */
    uint64_t members_max;
    struct cn_vaults *vaults; /* NULL: this process may open files, and does when it must */
};
extern const struct cn_open_limits cn_open_limits_default;

/* ---- documents ---- */

struct cn_container_kind; /* open/container.h */

struct cn_document {
    struct cn_str name;       /* path as given or walked; members after "//" */
    struct cn_stream *stream; /* owned; NULL when it could not be opened */
    struct cn_arena arena;    /* the document's lifetime */
    struct cn_diags diags;
    enum cn_status status;
    uint64_t bytes;                 /* size of the source as stored, bytes; set while reading */
    unsigned char sha256[32];       /* of the source as stored */
    bool hashed;                    /* sha256 is set: only when it was asked for and all was read */
    const char *charset;            /* static string, set by read */
    struct cn_str charset_declared; /* a label that came with it; empty: none; borrowed */
    enum cn_charset_by charset_by;
    double charset_certainty;     /* 0 to 1 */
    uint64_t invalid;             /* broken sequences met, counted once over a document */
    struct cn_vaults *vaults;     /* where what is made of it is kept */
    struct cn_vaults *own_vaults; /* owned; NULL: they are another's */
    struct cn_source source;      /* the stored bytes; what was packed is in `unpacked` */
    bool packed;                  /* `source` is not what `stream` gives */
    struct cn_keep unpacked;
    bool looking; /* only what it is matters: nothing is unpacked for it or laid down */
    const struct cn_container_kind *container; /* it holds others; set by read; NULL: it does not */
};

/* What `stream` gives, at any offset; good as long as the document. False: it cannot be kept, or
 * only in part; *source is that part, the status and diags say why. The stream is at its first byte
 * afterwards. */
bool cn_document_source(struct cn_document *, struct cn_source *source);

/* Opens a file by path, spooling what cannot be rewound (a FIFO, a pipe) to an unnamed 0600 file,
 * peels gzip by content. Always leaves *document valid; status and diags say what went wrong.
 * `name` is copied. */
enum cn_severity cn_document_open_path(struct cn_document *, const char *path,
                                       const struct cn_open_limits *);
/* The same for a descriptor (owned from now on) that is called `name`. */
enum cn_severity cn_document_open_fd(struct cn_document *, int fd, struct cn_str name,
                                     const struct cn_open_limits *);
/* The two halves of cn_document_open_path: a descriptor for cn_document_open_fd, or -1 and errno;
 * and the document that comes of such an errno. */
int cn_document_descriptor(const char *path);
enum cn_severity cn_document_open_failed(struct cn_document *, struct cn_str name, int error);
/* A regular file from byte `offset` on, as it is stored; the descriptor's own place is left alone,
 * since other processes may share it. */
enum cn_severity cn_document_open_part(struct cn_document *, int fd, uint64_t offset,
                                       struct cn_str name, const struct cn_open_limits *);
/* The same for bytes in memory, which must outlive the document. */
enum cn_severity cn_document_open_bytes(struct cn_document *, struct cn_str bytes,
                                        struct cn_str name, const struct cn_open_limits *);
/* The same for a member of `outer`: its bytes, its name in it. What is made of it is kept where
 * outer's is, and counts against the same budget. */
enum cn_severity cn_document_open_member(struct cn_document *, const struct cn_document *outer,
                                         const struct cn_source *, struct cn_str name,
                                         const struct cn_open_limits *);
/* A member that cannot be read: a name and nothing behind it. Its status is to be set. */
enum cn_severity cn_document_open_unread(struct cn_document *, const struct cn_document *outer,
                                         struct cn_str name);
/* Sets the document's status and says why, with the document as the place. Returns `severity`. */
enum cn_severity cn_document_fail(struct cn_document *, enum cn_severity severity, enum cn_status,
                                  enum cn_code, const char *detail);
void cn_document_close(struct cn_document *);

/* Streams, for the document openers, tests and fuzz targets. NULL when memory is out: the fd, or
 * the stream below, is closed then. */
struct cn_stream *cn_stream_fd(int fd, struct cn_str name, struct cn_diags *, size_t read_size);
/* From `offset` on, which is its first byte; the descriptor's own place is neither used nor moved.
 */
struct cn_stream *cn_stream_part(int fd, uint64_t offset, struct cn_str name, struct cn_diags *,
                                 size_t read_size);
/* The source's bytes must outlive it. */
struct cn_stream *cn_stream_source(const struct cn_source *, struct cn_str name, struct cn_diags *,
                                   size_t read_size);
struct cn_stream *cn_stream_bytes(struct cn_str bytes, struct cn_str name, struct cn_diags *);
/* Is the stream packed, in any way that is peeled off? Goes back to the first byte. */
enum cn_severity cn_stream_is_packed(struct cn_stream *, bool *packed);
enum cn_severity cn_stream_read(struct cn_stream *, char *buffer, size_t want, size_t *got);
enum cn_severity cn_stream_rewind(struct cn_stream *);
void cn_stream_close(struct cn_stream *);

/* Copies what a descriptor gives, a pipe, to a new unnamed file, and returns that, at its start;
 * closes `fd`. -1: nothing could be kept, errno says why. *error: errno of what cut the copy short,
 * 0 if it is whole. */
int cn_spool(int fd, size_t block, int *error);

/* A new file without a name, under TMPDIR or /tmp, that only this user can read. -1: errno says
 * why.
 */
int cn_unnamed_file(void);

/* ---- walking ---- */

/* Called for each file in order; return false to stop the walk. `path` is as the user would type
 * it. */
typedef bool cn_walk_fn(const char *path, void *context);
/* A file is handed on as it is (also a FIFO, which the user named); a folder is walked: entries in
 * byte order, no symbolic link followed, only regular files. What cannot be read is noted in
 * `diags`, the walk goes on, and the answer is CN_PARTIAL. CN_END: a call returned false. */
enum cn_severity cn_walk(const char *path, cn_walk_fn *, void *context, struct cn_diags *);

#endif
