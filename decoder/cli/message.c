/*
 * message.c: the only place that prints diagnostics.
 *
 * Names and details come from hostile documents: every line is escaped for the terminal as a whole,
 * so that no call has to remember it. A line is written at once.
 */
#include "cli/cli.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *severity_word(enum cn_severity severity) {
    if (severity >= CN_SKIP)
        return "error";
    return severity == CN_PARTIAL ? "warning" : "note";
}

/* To stderr; where even that fails there is nobody left to tell. */
static void write_all(const char *bytes, size_t len) {
    while (len > 0) {
        ssize_t written = write(STDERR_FILENO, bytes, len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return;
        bytes += written;
        len -= (size_t)written;
    }
}

/* ---- what is rewritten ---- */

static size_t passing; /* columns it takes */

static void add_blanks(struct cn_buf *buf, size_t count) {
    while (count-- > 0)
        cn_buf_add_byte(buf, ' ');
}

/* Blanks over what the new line leaves of the old one: not every terminal knows how to erase. */
void cn_say_passing(struct cn_str line) {
    struct cn_buf out = {0};
    if (line.len == 0 && passing == 0)
        return;
    cn_buf_add_byte(&out, '\r');
    cn_buf_add_str(&out, line);
    if (passing > line.len)
        add_blanks(&out, passing - line.len);
    if (line.len == 0)
        cn_buf_add_byte(&out, '\r');
    passing = line.len;
    write_all(out.bytes, out.len);
    cn_buf_free(&out);
}

void cn_say_lines(struct cn_str lines) {
    cn_say_passing(CN_STR(""));
    write_all(lines.bytes, lines.len);
}

/* ---- messages ---- */

/* "cryptonym: ", the line escaped, a line end. */
static void write_line(const struct cn_buf *line) {
    struct cn_buf escaped = {0};
    cn_buf_add_text(&escaped, "cryptonym: ");
    cn_escape_terminal(&escaped, cn_buf_str(line), false);
    cn_buf_add_byte(&escaped, '\n');
    cn_say_passing(CN_STR(""));
    if (line->failed || escaped.failed)
        write_all("cryptonym: error: out of memory\n", 32);
    else
        write_all(escaped.bytes, escaped.len);
    cn_buf_free(&escaped);
}

void cn_say(enum cn_severity severity, const char *format, ...) {
    struct cn_buf line = {0};
    char *text = NULL;
    va_list arguments;
    cn_buf_addf(&line, "%s: ", severity_word(severity));
    va_start(arguments, format);
    int len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    text = len < 0 ? NULL : malloc((size_t)len + 1);
    if (text) {
        va_start(arguments, format);
        vsnprintf(text, (size_t)len + 1, format, arguments);
        va_end(arguments);
        cn_buf_add(&line, text, (size_t)len);
    }
    line.failed = line.failed || !text;
    write_line(&line);
    free(text);
    cn_buf_free(&line);
}

static void add_where(struct cn_buf *line, const struct cn_where *where) {
    if (where->file.len == 0)
        return;
    cn_buf_add_str(line, where->file);
    if (where->line > 0)
        cn_buf_addf(line, ":%" PRIu64, where->line);
    if (where->line > 0 && where->column > 0)
        cn_buf_addf(line, ":%" PRIu64, where->column);
    cn_buf_add_text(line, ": ");
}

static void say_diag(const struct cn_diag *diag) {
    struct cn_buf line = {0};
    add_where(&line, &diag->where);
    cn_buf_addf(&line, "%s: %s", severity_word(diag->severity), cn_code_text(diag->code));
    if (diag->detail.len > 0) {
        cn_buf_add_text(&line, ": ");
        cn_buf_add_str(&line, diag->detail);
    }
    write_line(&line);
    cn_buf_free(&line);
}

void cn_say_code(enum cn_severity severity, enum cn_code code, const char *file,
                 const char *detail) {
    const struct cn_diag diag = {
        severity, code, {.file = cn_str_of(file ? file : "")}, cn_str_of(detail ? detail : "")};
    say_diag(&diag);
}

void cn_say_diags_from(const struct cn_diags *diags, size_t first) {
    for (size_t i = first; i < diags->len; i++)
        say_diag(&diags->items[i]);
}

void cn_say_diags_dropped(const struct cn_diags *diags) {
    if (diags->dropped > 0)
        cn_say(CN_OK, "%" PRIu64 " more messages were left out", diags->dropped);
    if (diags->worst == CN_FATAL && diags->len == 0)
        cn_say(CN_FATAL, "out of memory");
}

void cn_say_diags(const struct cn_diags *diags) {
    cn_say_diags_from(diags, 0);
    cn_say_diags_dropped(diags);
}
