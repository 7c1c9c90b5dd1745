/*
 * bytes.h: the two string types, and spans.
 *
 * Included by everyone. struct cn_str borrows and is never freed; struct cn_buf owns and grows.
 * The type alone says who owns the bytes. Neither is ended by NUL; both may hold NULs.
 */
#ifndef CN_BASE_BYTES_H
#define CN_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes somebody else owns. {NULL, 0} is the empty, absent string. */
struct cn_str {
    const char *bytes;
    size_t len;
};

/* Bytes owned here. Zero-initialise; a failed allocation is remembered in `failed`, later appends
 * do nothing, so that a caller checks once at the end. */
struct cn_buf {
    char *bytes;
    size_t len;
    size_t cap;
    bool failed;
};

/* A half-open range of byte offsets. */
struct cn_span {
    uint64_t start;
    uint64_t end;
};

/* A cn_str from a string literal. */
#define CN_STR(literal) ((struct cn_str){(literal), sizeof(literal) - 1})

struct cn_str cn_str_of(const char *nul_terminated);
bool cn_str_equal(struct cn_str a, struct cn_str b);
/* Byte order, a prefix before what it begins: the order of every sorted list. */
int cn_str_compare(struct cn_str a, struct cn_str b);
/* ASCII case is ignored; other bytes must be equal. */
bool cn_str_equal_nocase(struct cn_str a, struct cn_str b);
bool cn_str_starts(struct cn_str text, struct cn_str prefix);
/* Where `wanted`, which is not empty, is first found from `at` on; the length if it is not. Quick
 * where its first byte is seldom met. */
size_t cn_str_find(struct cn_str text, struct cn_str wanted, size_t at);
/* Without the ASCII blanks at both ends. */
struct cn_str cn_str_trim(struct cn_str text);
/* A letter of ASCII, or a byte of any character beyond it. */
bool cn_str_holds_letter(struct cn_str text);
/* FNV-1a, its upper bits mixed in; for tables in memory. */
uint32_t cn_str_hash(struct cn_str);
/* How often it holds a byte. */
size_t cn_str_count(struct cn_str, char byte);
/* The first byte from `at` on that is not ASCII; the length if there is none. */
size_t cn_str_skip_ascii(struct cn_str, size_t at);
/* Which of 64 bytes are not ASCII, a bit each, the first lowest. */
uint64_t cn_high_bits(const char *bytes);
/* Cuts the part before `separator` off the front of *rest, and moves *rest behind the separator.
 * Returns false when *rest is used up (rest->bytes == NULL). */
bool cn_str_split(struct cn_str *rest, char separator, struct cn_str *part);

void cn_buf_add(struct cn_buf *, const void *bytes, size_t len);
void cn_buf_add_str(struct cn_buf *, struct cn_str);
void cn_buf_add_text(struct cn_buf *, const char *nul_terminated);
void cn_buf_add_byte(struct cn_buf *, char);
/* Formats as printf does; never locale-dependent for the conversions used here (%s %d %u %zu PRIu64
 * %x); numbers with a fraction go through cn_buf_add_fixed. */
void cn_buf_addf(struct cn_buf *, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* `value` with exactly `decimals` (0 to 9) digits after a point, correctly rounded, whatever the
 * locale; never "-0". What is not finite is written as 0, so that the output stays well-formed. */
void cn_buf_add_fixed(struct cn_buf *, double value, int decimals);
/* Makes room for `more` bytes behind len; false on failure (also remembered). */
bool cn_buf_reserve(struct cn_buf *, size_t more);
void cn_buf_clear(struct cn_buf *);
struct cn_str cn_buf_str(const struct cn_buf *);
void cn_buf_free(struct cn_buf *);

#endif
