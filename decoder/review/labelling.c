/*
 * labelling.c: a file of labels that grows by a row an answer.
 *
 * A row goes out in one write, behind all that is there, and is synced: a program that is killed
 * has lost nothing, and one that cannot write takes back the part of a row that it wrote. The file
 * keeps the columns that it has, in their order. It is locked while it is open, so that two reviews
 * do not take each other's rows back.
 */
#include "review/review.h"

#include "base/file.h"
#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum cn_severity fail(struct cn_labelling *labelling, enum cn_severity severity,
                             enum cn_code code, const char *detail) {
    const struct cn_where where = {.file = cn_str_of(labelling->path)};
    return cn_diag_add(&labelling->diags, severity, code, &where, "%s", detail);
}

static enum cn_severity cannot_write(struct cn_labelling *labelling, int error) {
    return fail(labelling, CN_FATAL, CN_E_WRITE, strerror(error));
}

/* ---- bytes ---- */

static bool size_of(const struct cn_labelling *labelling, uint64_t *size) {
    struct stat status;
    if (fstat(labelling->fd, &status) != 0)
        return false;
    *size = (uint64_t)status.st_size;
    return true;
}

/* All of it at the end of the file, or nothing. `at`: where. */
static enum cn_severity append(struct cn_labelling *labelling, struct cn_str bytes, uint64_t *at) {
    if (!size_of(labelling, at))
        return cannot_write(labelling, errno);
    if (cn_file_write(labelling->fd, bytes.bytes, bytes.len) && fsync(labelling->fd) == 0)
        return CN_OK;
    int error = errno;
    if (ftruncate(labelling->fd, (off_t)*at) != 0)
        error = errno;
    return cannot_write(labelling, error);
}

static bool read_all(struct cn_labelling *labelling) {
    enum { STEP = 64 * 1024 };
    for (;;) {
        if (!cn_buf_reserve(&labelling->bytes, STEP))
            return false;
        ssize_t got = read(labelling->fd, labelling->bytes.bytes + labelling->bytes.len, STEP);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        labelling->bytes.len += (size_t)got;
    }
}

/* ---- columns ---- */

static int column_of(struct cn_str title) {
    for (int column = 0; column < CN_LABEL_COLUMNS; column++) {
        if (cn_str_equal_nocase(cn_str_trim(title),
                                cn_str_of(cn_label_column_name((enum cn_label_column)column))))
            return column;
    }
    return -1;
}

/* The first row that is no comment. */
static struct cn_str header_of(struct cn_str bytes) {
    struct cn_str row = {0};
    while (cn_str_split(&bytes, '\n', &row)) {
        row = cn_str_trim(row);
        if (row.len > 0 && row.bytes[0] != '#')
            break;
    }
    return row;
}

static bool read_columns(struct cn_labelling *labelling) {
    struct cn_str header = header_of(cn_buf_str(&labelling->bytes)), title;
    bool named = false;
    while (cn_str_split(&header, '\t', &title)) {
        int column = column_of(title);
        named |= column == CN_LABEL_NAME;
        cn_buf_add(&labelling->columns, &column, sizeof column);
    }
    return named;
}

static void add_header(struct cn_buf *row) {
    for (int column = 0; column < CN_LABEL_COLUMNS; column++) {
        cn_buf_add_text(row, column > 0 ? "\t" : "");
        cn_buf_add_text(row, cn_label_column_name((enum cn_label_column)column));
    }
    cn_buf_add_byte(row, '\n');
}

/* ---- opening ---- */

static enum cn_severity lock(struct cn_labelling *labelling) {
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    struct stat status;
    if (fstat(labelling->fd, &status) != 0)
        return cannot_write(labelling, errno);
    if (!S_ISREG(status.st_mode))
        return fail(labelling, CN_SKIP, CN_E_LABELLING, "not a regular file");
    if (fcntl(labelling->fd, F_SETLK, &whole) == 0)
        return CN_OK;
    if (errno == EACCES || errno == EAGAIN)
        return fail(labelling, CN_SKIP, CN_E_LABELLING_BUSY, "");
    return fail(labelling, CN_SKIP, CN_E_LABELLING, strerror(errno));
}

/* A new file gets its header; in one that is there, the last row its end. */
static enum cn_severity begin(struct cn_labelling *labelling) {
    struct cn_buf *bytes = &labelling->bytes;
    uint64_t at;
    if (bytes->len == 0) {
        add_header(bytes);
        return bytes->failed ? CN_OK : append(labelling, cn_buf_str(bytes), &at);
    }
    return bytes->bytes[bytes->len - 1] == '\n' ? CN_OK : append(labelling, CN_STR("\n"), &at);
}

static enum cn_severity read_known(struct cn_labelling *labelling) {
    struct cn_str bytes = cn_buf_str(&labelling->bytes);
    enum cn_severity severity = cn_labels_parse(&labelling->known, bytes, labelling->path);
    if (severity >= CN_SKIP)
        return fail(labelling, severity, CN_E_LABELLING, "not a file of labels");
    if (!read_columns(labelling))
        return fail(labelling, CN_SKIP, CN_E_LABELLING, "no column name");
    return labelling->columns.failed
               ? cn_diag_add(&labelling->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL)
               : severity;
}

enum cn_severity cn_labelling_open(struct cn_labelling *labelling, const char *path) {
    int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_NOCTTY | O_NONBLOCK | O_CLOEXEC, 0666);
    labelling->path = path;
    labelling->fd = fd;
    if (fd < 0)
        return fail(labelling, CN_SKIP, CN_E_LABELLING, strerror(errno));
    enum cn_severity severity = lock(labelling);
    if (severity < CN_SKIP && !read_all(labelling))
        severity = fail(labelling, CN_SKIP, CN_E_READ, strerror(errno));
    if (severity < CN_SKIP && labelling->bytes.len > 0)
        severity = read_known(labelling);
    bool new_file = labelling->bytes.len == 0;
    if (severity < CN_SKIP) {
        enum cn_severity begun = begin(labelling);
        severity = begun > severity ? begun : severity;
    }
    if (severity < CN_SKIP && new_file)
        severity = read_known(labelling);
    return severity;
}

/* ---- places ---- */

static bool touches(uint64_t start, uint64_t end, const struct cn_question *question) {
    return start < question->end && question->start < end;
}

static const struct cn_row *rows_of(const struct cn_labelling *labelling, size_t *len) {
    *len = labelling->rows.len / sizeof(struct cn_row);
    return (const struct cn_row *)(const void *)labelling->rows.bytes;
}

bool cn_labelling_has(const struct cn_labelling *labelling, const struct cn_question *question) {
    size_t len;
    const struct cn_row *rows = rows_of(labelling, &len);
    struct cn_label_slice slice = cn_labels_of(&labelling->known, question->file);
    for (size_t i = 0; i < slice.len; i++) {
        if (touches(slice.items[i].start, slice.items[i].end, question))
            return true;
    }
    for (size_t i = 0; i < len; i++) {
        if (touches(rows[i].start, rows[i].end, question) &&
            cn_str_equal(rows[i].file, question->file))
            return true;
    }
    return false;
}

/* ---- rows ---- */

static void add_cells(const struct cn_labelling *labelling, const struct cn_question *question,
                      struct cn_str name, struct cn_buf *row) {
    const int *columns = (const int *)(const void *)labelling->columns.bytes;
    size_t len = labelling->columns.len / sizeof *columns;
    for (size_t i = 0; i < len; i++) {
        if (i > 0)
            cn_buf_add_byte(row, '\t');
        if (columns[i] >= 0)
            cn_answer_cell(question, name, (enum cn_label_column)columns[i], row);
    }
    cn_buf_add_byte(row, '\n');
}

enum cn_severity cn_labelling_add(struct cn_labelling *labelling,
                                  const struct cn_question *question, struct cn_str name) {
    struct cn_row row = {0, 0, question->file, question->start, question->end};
    struct cn_buf text = {0};
    enum cn_severity severity = CN_FATAL;
    add_cells(labelling, question, name, &text);
    if (!text.failed && cn_buf_reserve(&labelling->rows, sizeof row))
        severity = append(labelling, cn_buf_str(&text), &row.offset);
    else
        cn_diag_add(&labelling->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    row.behind = row.offset + text.len;
    if (severity == CN_OK)
        cn_buf_add(&labelling->rows, &row, sizeof row);
    cn_buf_free(&text);
    return severity;
}

enum cn_severity cn_labelling_undo(struct cn_labelling *labelling) {
    size_t len;
    const struct cn_row *rows = rows_of(labelling, &len);
    uint64_t size;
    if (len == 0)
        return CN_OK;
    if (!size_of(labelling, &size))
        return cannot_write(labelling, errno);
    if (size != rows[len - 1].behind)
        return fail(labelling, CN_FATAL, CN_E_LABELLING, "it was changed from outside");
    if (ftruncate(labelling->fd, (off_t)rows[len - 1].offset) != 0 || fsync(labelling->fd) != 0)
        return cannot_write(labelling, errno);
    labelling->rows.len -= sizeof *rows;
    return CN_OK;
}

size_t cn_labelling_added(const struct cn_labelling *labelling) {
    size_t len;
    rows_of(labelling, &len);
    return len;
}

void cn_labelling_close(struct cn_labelling *labelling) {
    if (labelling->path && labelling->fd >= 0)
        close(labelling->fd);
    cn_labels_free(&labelling->known);
    cn_buf_free(&labelling->bytes);
    cn_buf_free(&labelling->columns);
    cn_buf_free(&labelling->rows);
    cn_diags_free(&labelling->diags);
    *labelling = (struct cn_labelling){0};
}
