/*
 * mbox.c: mailboxes: mails one behind the other, each behind a line "From SENDER DATE".
 *
 * That line is looked at closely, since lines of text begin with "From " too: it has a time and a
 * year behind the sender, and what follows it is a header field. A mail's own such lines are quoted
 * with ">" by most programs; the quotes are left as they are, so that a member's bytes stand in the
 * mailbox.
 */
#include "open/container.h"
#include "open/lines.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct mbox {
    struct cn_container container;
    struct cn_lines lines;
    uint64_t at, end; /* of the message at hand, what was not read of it yet */
    uint64_t next;    /* where the line that begins the next one starts */
    unsigned long long number;
    char name[40];
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* "12:34" */
static bool is_time(const char *at) {
    return is_digit(at[0]) && is_digit(at[1]) && at[2] == ':' && is_digit(at[3]) && is_digit(at[4]);
}

/* A year of the last hundred or the next: "1987", "2014", no digit beside it. */
static bool is_year(struct cn_str line, size_t at) {
    const char *year = line.bytes + at;
    return (memcmp(year, "19", 2) == 0 || memcmp(year, "20", 2) == 0) && is_digit(year[2]) &&
           is_digit(year[3]) && (at + 4 == line.len || !is_digit(year[4])) && !is_digit(year[-1]);
}

static bool is_month(const char *at) {
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (size_t i = 0; i < sizeof months - 1; i += 3)
        if (memcmp(at, months + i, 3) == 0)
            return true;
    return false;
}

/* "From jon@a.org Mon Jan  1 12:34:56 2001", whatever stands between and behind. */
static bool is_separator(struct cn_str line) {
    bool month = false, time = false, year = false;
    if (!cn_str_starts(line, CN_STR("From ")) || line.len > 512)
        return false;
    for (size_t at = 5; at + 4 <= line.len; at++) {
        month = month || is_month(line.bytes + at);
        time = time || (at + 5 <= line.len && is_time(line.bytes + at));
        year = year || is_year(line, at);
    }
    return month && time && year;
}

static bool begins_mail(struct cn_str line) {
    return cn_line_field(line) > 0 || cn_str_starts(line, CN_STR(">From "));
}

static unsigned bid(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    struct cn_str line;
    (void)source;
    (void)name;
    if (!cn_str_starts(head, CN_STR("From ")) || !cn_str_split(&head, '\n', &line) ||
        !is_separator(line) || !cn_str_split(&head, '\n', &line))
        return 0;
    return begins_mail(line) ? 64 : 0;
}

static enum cn_severity open_mbox(struct cn_container *container) {
    struct mbox *mbox = (struct mbox *)container;
    return cn_lines_begin(&mbox->lines, &container->source) ? CN_OK : CN_FATAL;
}

/* Passes over the message's lines, up to the next separator or the end. */
static void find_end(struct mbox *mbox) {
    struct cn_line line;
    uint64_t separator = UINT64_MAX;
    while (cn_lines_next(&mbox->lines, &line)) {
        if (separator != UINT64_MAX && begins_mail(line.head)) {
            mbox->end = mbox->next = separator;
            return;
        }
        separator = is_separator(line.head) ? line.start : UINT64_MAX;
    }
    mbox->end = mbox->next = mbox->container.source.size;
}

static enum cn_severity next(struct cn_container *container, struct cn_member *member) {
    struct mbox *mbox = (struct mbox *)container;
    struct cn_line line;
    cn_lines_seek(&mbox->lines, mbox->next);
    if (!cn_lines_next(&mbox->lines, &line))
        return CN_END;
    mbox->at = line.end;
    find_end(mbox);
    if (mbox->lines.error != 0)
        return cn_document_fail(container->document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_READ,
                                strerror(mbox->lines.error));
    int len = snprintf(mbox->name, sizeof mbox->name, "message %llu", ++mbox->number);
    member->name = (struct cn_str){mbox->name, (size_t)len};
    return CN_OK;
}

static enum cn_severity read_message(struct cn_container *container, char *buffer, size_t want,
                                     size_t *got) {
    struct mbox *mbox = (struct mbox *)container;
    uint64_t left = mbox->end - mbox->at;
    errno = EIO;
    if (!cn_source_read(&container->source, mbox->at, buffer, left < want ? (size_t)left : want,
                        got))
        return cn_container_spoiled(container, CN_STATUS_PARTIAL, CN_E_READ, strerror(errno));
    mbox->at += *got;
    return *got > 0 ? CN_OK : CN_END;
}

static void close_mbox(struct cn_container *container) {
    cn_lines_end(&((struct mbox *)container)->lines);
}

const struct cn_container_kind cn_container_mbox = {.name = "mbox",
                                                    .what = "mailboxes (mbox)",
                                                    .bid = bid,
                                                    .size = sizeof(struct mbox),
                                                    .open = open_mbox,
                                                    .next = next,
                                                    .read = read_message,
                                                    .close = close_mbox};
