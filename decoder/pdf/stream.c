/*
 * stream.c: a part of a descriptor as the stream that poppler reads. Never mapped: a file that
 * becomes shorter is one that ends, not a signal.
 */
#include "pdf/pdf.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>

struct stream {
    GInputStream parent;
    struct cn_source source;
    struct cn_str tail; /* behind the source */
    uint64_t at;
};
struct stream_class {
    GInputStreamClass parent;
};
typedef struct stream CnPdfStream;
typedef struct stream_class CnPdfStreamClass;

static GType cn_pdf_stream_get_type(void);
static void seekable_init(GSeekableIface *);
G_DEFINE_TYPE_WITH_CODE(CnPdfStream, cn_pdf_stream, G_TYPE_INPUT_STREAM,
                        G_IMPLEMENT_INTERFACE(G_TYPE_SEEKABLE, seekable_init))

static gssize read_tail(struct stream *stream, void *to, gsize want) {
    size_t from = (size_t)(stream->at - stream->source.size);
    size_t left = from < stream->tail.len ? stream->tail.len - from : 0;
    size_t got = left < want ? left : want;
    if (got > 0)
        memcpy(to, stream->tail.bytes + from, got);
    stream->at += got;
    return (gssize)got;
}

static gssize read_some(GInputStream *base, void *to, gsize want, GCancellable *cancellable,
                        GError **error) {
    struct stream *stream = (struct stream *)base;
    size_t got = 0;
    (void)cancellable;
    if (stream->tail.len > 0 && stream->at >= stream->source.size)
        return read_tail(stream, to, want);
    if (!cn_source_read(&stream->source, stream->at, to, want, &got)) {
        g_set_error_literal(error, G_IO_ERROR, (gint)g_io_error_from_errno(errno), "cannot read");
        return -1;
    }
    cn_pdf_uncrop(&stream->source, stream->at, to, got);
    stream->at += got;
    return (gssize)got;
}

static goffset tell(GSeekable *seekable) {
    return (goffset)((struct stream *)seekable)->at;
}

static gboolean yes(GSeekable *seekable) {
    (void)seekable;
    return TRUE;
}

static gboolean no(GSeekable *seekable) {
    (void)seekable;
    return FALSE;
}

static gboolean seek(GSeekable *seekable, goffset offset, GSeekType type, GCancellable *cancellable,
                     GError **error) {
    struct stream *stream = (struct stream *)seekable;
    uint64_t end = stream->source.size + stream->tail.len;
    uint64_t base = type == G_SEEK_CUR ? stream->at : type == G_SEEK_END ? end : 0;
    (void)cancellable;
    if (offset < 0 ? (uint64_t)-offset > base : (uint64_t)offset > INT64_MAX - base) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "no such place");
        return FALSE;
    }
    stream->at = base + (uint64_t)offset;
    return TRUE;
}

static gboolean refuse(GSeekable *seekable, goffset size, GCancellable *cancellable,
                       GError **error) {
    (void)seekable;
    (void)size;
    (void)cancellable;
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "read only");
    return FALSE;
}

static void seekable_init(GSeekableIface *iface) {
    iface->tell = tell;
    iface->can_seek = yes;
    iface->seek = seek;
    iface->can_truncate = no;
    iface->truncate_fn = refuse;
}

static void cn_pdf_stream_class_init(CnPdfStreamClass *class) {
    class->parent.read_fn = read_some;
}

static void cn_pdf_stream_init(CnPdfStream *stream) {
    stream->source.fd = -1;
}

static GInputStream *make(struct cn_source source) {
    struct stream *stream = g_object_new(cn_pdf_stream_get_type(), NULL);
    stream->source = source;
    return &stream->parent;
}

GInputStream *cn_pdf_stream_fd(int fd, uint64_t offset, uint64_t size) {
    return make((struct cn_source){.fd = fd, .offset = offset, .size = size});
}

GInputStream *cn_pdf_stream_bytes(const char *bytes, size_t size) {
    return make((struct cn_source){.fd = -1, .bytes = bytes, .size = size});
}

const struct cn_source *cn_pdf_stream_source(GInputStream *stream) {
    return &((struct stream *)stream)->source;
}

void cn_pdf_stream_add(GInputStream *stream, struct cn_str tail) {
    ((struct stream *)stream)->tail = tail;
    ((struct stream *)stream)->at = 0;
}
