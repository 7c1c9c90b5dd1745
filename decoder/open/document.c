/*
 * document.c: a path, a descriptor or bytes in memory become a document.
 */
#include "base/limits.h"
#include "open/packing.h"
#include "open/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct cn_open_limits cn_open_limits_default = {.unpacked_max = CN_UNPACKED_MAX,
                                                      .ratio_max = CN_RATIO_MAX,
                                                      .ratio_free = CN_RATIO_FREE,
                                                      .depth_max = CN_DEPTH_MAX,
                                                      .members_max = CN_MEMBERS_MAX,
                                                      .read_size = CN_READ_SIZE};

const char *cn_charset_by_name(enum cn_charset_by by) {
    static const char *const names[] = {[CN_CHARSET_MARK] = "mark",
                                        [CN_CHARSET_VALID] = "valid",
                                        [CN_CHARSET_PATTERN] = "pattern",
                                        [CN_CHARSET_DECLARED] = "declared",
                                        [CN_CHARSET_GUESSED] = "guessed"};

    return names[by];
}

const char *cn_status_name(enum cn_status status) {
    static const char *const names[] = {[CN_STATUS_OK] = "ok",
                                        [CN_STATUS_PARTIAL] = "partial",
                                        [CN_STATUS_LIMIT] = "limit",
                                        [CN_STATUS_TIMEOUT] = "timeout",
                                        [CN_STATUS_CRASH] = "crash",
                                        [CN_STATUS_UNREADABLE] = "unreadable",
                                        [CN_STATUS_UNSUPPORTED] = "unsupported",
                                        [CN_STATUS_ENCRYPTED] = "encrypted",
                                        [CN_STATUS_NO_TEXT] = "no-text"};

    return names[status];
}

enum cn_severity cn_document_fail(struct cn_document *document, enum cn_severity severity,
                                  enum cn_status status, enum cn_code code, const char *detail) {
    struct cn_where where = {.file = document->name};

    document->status = status;
    return cn_diag_add(&document->diags, severity, code, &where, detail ? "%s" : NULL, detail);
}

/* The document cannot be read at all. */
static enum cn_severity give_up(struct cn_document *document, enum cn_severity severity,
                                enum cn_status status, enum cn_code code, const char *detail) {
    cn_stream_close(document->stream);
    document->stream = NULL;
    return cn_document_fail(document, severity, status, code, detail);
}

static enum cn_severity no_memory(struct cn_document *document) {
    return give_up(document, CN_FATAL, CN_STATUS_UNREADABLE, CN_E_MEMORY, NULL);
}

static enum cn_severity cannot_open(struct cn_document *document) {
    return give_up(document, CN_SKIP, CN_STATUS_UNREADABLE, CN_E_OPEN, strerror(errno));
}

static enum cn_severity begin(struct cn_document *document, struct cn_str name) {
    *document = (struct cn_document){.source.fd = -1};
    document->name = cn_arena_copy(&document->arena, name);
    return document->name.bytes ? CN_OK : no_memory(document);
}

static struct cn_budget new_budget(const struct cn_open_limits *limits) {
    return (struct cn_budget){.made_max = limits->unpacked_max,
                              .ratio_max = limits->ratio_max,
                              .ratio_free = limits->ratio_free,
                              .members_max = limits->members_max,
                              .depth_max = limits->depth_max};
}

/* Where what is made of a document of the run is kept. */
static enum cn_severity find_room(struct cn_document *document,
                                  const struct cn_open_limits *limits) {
    document->vaults = limits->vaults;
    if (!document->vaults) {
        document->own_vaults = calloc(1, sizeof(*document->own_vaults));
        document->vaults = document->own_vaults;
        if (!document->vaults)
            return no_memory(document);
        cn_vaults_open(document->vaults, true);
    }
    document->vaults->budget = new_budget(limits);
    document->vaults->budget.stored = document->bytes;
    return CN_OK;
}

/* What the stream is packed with; NULL: nothing. Goes back to its first byte. */
static enum cn_severity find_packing(struct cn_stream *stream, const struct cn_codec **codec) {
    char head[CN_PACKING_HEAD];
    size_t got = 0;
    enum cn_severity severity = cn_stream_read(stream, head, sizeof(head), &got);

    *codec = cn_codec_find((struct cn_str){head, got}, stream->name);
    return severity >= CN_SKIP ? severity : cn_stream_rewind(stream);
}

enum cn_severity cn_stream_is_packed(struct cn_stream *stream, bool *packed) {
    const struct cn_codec *codec;
    enum cn_severity severity = find_packing(stream, &codec);

    *packed = codec != NULL;
    return severity;
}

/* Puts an unpacker on top for each layer of compression. What comes out of a member counts as its
 * outermost document's; for that itself the limits do. */
static enum cn_severity peel(struct cn_document *document, const struct cn_open_limits *limits,
                             bool member) {
    for (unsigned depth = 0;; depth++) {
        const struct cn_codec *codec;
        enum cn_severity severity = find_packing(document->stream, &codec);

        if (severity >= CN_SKIP) {
            document->status = document->stream->status;
            cn_stream_close(document->stream);
            document->stream = NULL;
            return severity;
        }
        if (!codec)
            return CN_OK;
        if (codec->missing)
            return give_up(document, CN_SKIP, CN_STATUS_UNSUPPORTED, CN_E_LIBRARY, codec->missing);
        if (depth == limits->depth_max)
            return give_up(document, CN_SKIP, CN_STATUS_LIMIT, CN_E_LIMIT_DEPTH, NULL);
        document->packed = true;
        document->stream = cn_stream_filter(document->stream, codec, limits,
                                            member ? &document->vaults->budget : NULL);
        if (!document->stream)
            return no_memory(document);
    }
}

/* `lowest` gives the stored bytes; NULL: memory is out. */
static enum cn_severity layers(struct cn_document *document, struct cn_stream *lowest,
                               const struct cn_open_limits *limits, bool member) {
    document->stream = lowest ? cn_stream_meter(lowest, document, limits->hash) : NULL;
    if (!document->stream)
        return no_memory(document);
    return peel(document, limits, member);
}

/* What cannot be read twice is replaced by a copy. */
static enum cn_severity spool(struct cn_document *document, int *fd,
                              const struct cn_open_limits *limits) {
    struct cn_where where = {.file = document->name};
    int error;

    *fd = cn_spool(*fd, limits->read_size, &error);
    if (*fd < 0)
        return give_up(document, CN_SKIP, CN_STATUS_UNREADABLE, CN_E_SPOOL, strerror(error));
    if (error == 0)
        return CN_OK;
    document->status = CN_STATUS_PARTIAL;
    return cn_diag_add(&document->diags, CN_PARTIAL, CN_E_SPOOL, &where, "%s", strerror(error));
}

/* From where the descriptor stands. */
static struct cn_source whole_file(int fd, uint64_t size) {
    off_t at = lseek(fd, 0, SEEK_CUR);
    uint64_t offset = at > 0 ? (uint64_t)at : 0;

    return (struct cn_source){
        .fd = fd, .offset = offset, .size = size > offset ? size - offset : 0};
}

/* The document has its name; `fd` is owned. */
static enum cn_severity open_fd(struct cn_document *document, int fd,
                                const struct cn_open_limits *limits) {
    struct stat status;
    struct cn_stream *stream;

    if (fstat(fd, &status) != 0)
        return cannot_open(document);
    if (S_ISDIR(status.st_mode)) {
        close(fd);
        errno = EISDIR;
        return cannot_open(document);
    }
    if (!S_ISREG(status.st_mode)) {
        if (spool(document, &fd, limits) >= CN_SKIP)
            return CN_SKIP;
        if (fstat(fd, &status) != 0)
            status.st_size = 0;
    }
    document->bytes = (uint64_t)status.st_size;
    document->source = whole_file(fd, document->bytes);
    if (find_room(document, limits) != CN_OK) {
        close(fd);
        return CN_FATAL;
    }
    stream = cn_stream_fd(fd, document->name, &document->diags, limits->read_size);
    return layers(document, stream, limits, false);
}

enum cn_severity cn_document_open_fd(struct cn_document *document, int fd, struct cn_str name,
                                     const struct cn_open_limits *limits) {
    enum cn_severity severity = begin(document, name);

    if (severity == CN_OK)
        return open_fd(document, fd, limits);
    close(fd);
    return severity;
}

static uint64_t file_size(int fd, uint64_t from) {
    struct stat status;

    if (fstat(fd, &status) != 0 || (uint64_t)status.st_size < from)
        return 0;
    return (uint64_t)status.st_size - from;
}

int cn_document_descriptor(const char *path) {
    int fd;

    do
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    while (fd < 0 && errno == EINTR);
    return fd;
}

enum cn_severity cn_document_open_failed(struct cn_document *document, struct cn_str name,
                                         int error) {
    enum cn_severity severity = begin(document, name);

    errno = error;
    return severity == CN_OK ? cannot_open(document) : severity;
}

enum cn_severity cn_document_open_path(struct cn_document *document, const char *path,
                                       const struct cn_open_limits *limits) {
    int fd = cn_document_descriptor(path);

    if (fd < 0)
        return cn_document_open_failed(document, cn_str_of(path), errno);
    return cn_document_open_fd(document, fd, cn_str_of(path), limits);
}

enum cn_severity cn_document_open_part(struct cn_document *document, int fd, uint64_t offset,
                                       struct cn_str name, const struct cn_open_limits *limits) {
    enum cn_severity severity = begin(document, name);
    struct cn_stream *stream;

    if (severity != CN_OK) {
        close(fd);
        return severity;
    }
    document->vaults = limits->vaults;
    document->source =
        (struct cn_source){.fd = fd, .offset = offset, .size = file_size(fd, offset)};
    stream = cn_stream_part(fd, offset, document->name, &document->diags, limits->read_size);
    document->stream = stream ? cn_stream_meter(stream, document, limits->hash) : NULL;
    return document->stream ? CN_OK : no_memory(document);
}

enum cn_severity cn_document_open_bytes(struct cn_document *document, struct cn_str bytes,
                                        struct cn_str name, const struct cn_open_limits *limits) {
    enum cn_severity severity = begin(document, name);

    if (severity != CN_OK)
        return severity;
    document->bytes = bytes.len;
    document->source = (struct cn_source){.fd = -1, .bytes = bytes.bytes, .size = bytes.len};
    severity = find_room(document, limits);
    if (severity != CN_OK)
        return severity;
    return layers(document, cn_stream_bytes(bytes, document->name, &document->diags), limits,
                  false);
}

enum cn_severity cn_document_open_member(struct cn_document *document,
                                         const struct cn_document *outer,
                                         const struct cn_source *source, struct cn_str name,
                                         const struct cn_open_limits *limits) {
    enum cn_severity severity = begin(document, name);
    struct cn_stream *stream;

    if (severity != CN_OK)
        return severity;
    document->vaults = outer->vaults;
    document->bytes = source->size;
    document->source = *source;
    stream = cn_stream_source(source, document->name, &document->diags, limits->read_size);
    return layers(document, stream, limits, true);
}

enum cn_severity cn_document_open_unread(struct cn_document *document,
                                         const struct cn_document *outer, struct cn_str name) {
    enum cn_severity severity = begin(document, name);

    document->vaults = outer->vaults;
    return severity;
}

/* Why the stream's bytes could not all be kept. */
static void say_unkept(struct cn_document *document) {
    const struct cn_keep *keep = &document->unpacked;

    if (keep->hit != CN_BUDGET_GOOD)
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_LIMIT,
                         keep->hit == CN_BUDGET_BYTES ? CN_E_LIMIT_BYTES : CN_E_LIMIT_RATIO, NULL);
    else
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_KEEP, strerror(keep->error));
}

/* All that the stream gives, into `unpacked`. */
static bool unpack(struct cn_document *document) {
    char *block = malloc(CN_READ_SIZE);
    enum cn_severity severity = block ? cn_stream_rewind(document->stream) : CN_FATAL;
    bool kept = true;

    cn_keep_begin(&document->unpacked, &document->vaults->members);
    while (severity == CN_OK && kept) {
        size_t got = 0;

        severity = cn_stream_read(document->stream, block, CN_READ_SIZE, &got);
        kept = cn_keep_add(&document->unpacked, (struct cn_str){block, got});
    }
    free(block);
    if (!kept)
        say_unkept(document);
    else if (document->stream->status != CN_STATUS_OK)
        document->status = document->stream->status;
    return kept && severity == CN_END;
}

bool cn_document_source(struct cn_document *document, struct cn_source *source) {
    bool whole = true;

    *source = document->source;
    if (!document->packed)
        return true;
    if (!document->unpacked.vault) {
        whole = cn_stream_rewind(document->stream) == CN_OK && unpack(document);
        whole &= cn_stream_rewind(document->stream) == CN_OK;
    }
    *source = cn_keep_source(&document->unpacked);
    return whole;
}

void cn_document_close(struct cn_document *document) {
    cn_stream_close(document->stream);
    if (document->unpacked.vault)
        cn_keep_end(&document->unpacked);
    if (document->own_vaults)
        cn_vaults_close(document->own_vaults);
    free(document->own_vaults);
    cn_diags_free(&document->diags);
    cn_arena_free(&document->arena);
    *document = (struct cn_document){0};
}
