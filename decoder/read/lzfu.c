/*
 * lzfu.c: a header of 16 bytes, then groups of a byte of flags and eight tokens: a byte, or a
 * reference of two bytes into a window of 4096 that does not begin empty. A reference to the place
 * that is written next ends it.
 */
#include "read/lzfu.h"

#include <string.h>

#define HEADER 16
#define PACKED 0x75465a4cu   /* "LZFu" */
#define UNPACKED 0x414c454du /* "MELA" */

/* What RTF often begins with, as the format lays it down. */
static const char prefix[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

static void put(struct cn_lzfu *lzfu, char byte, struct cn_buf *out) {
    lzfu->window[lzfu->write] = byte;
    lzfu->write = (lzfu->write + 1) % sizeof lzfu->window;
    cn_buf_add_byte(out, byte);
}

static void refer(struct cn_lzfu *lzfu, unsigned reference, struct cn_buf *out) {
    size_t from = reference >> 4;
    unsigned len = (reference & 15) + 2;
    if (from == lzfu->write) {
        lzfu->ended = true;
        return;
    }
    for (unsigned i = 0; i < len; i++)
        put(lzfu, lzfu->window[(from + i) % sizeof lzfu->window], out);
}

static void header_byte(struct cn_lzfu *lzfu, unsigned char byte) {
    if (lzfu->at >= 8 && lzfu->at < 12)
        lzfu->kind |= (uint32_t)byte << 8 * (lzfu->at - 8);
    if (lzfu->at != HEADER - 1)
        return;
    lzfu->damaged = lzfu->ended = lzfu->kind != PACKED && lzfu->kind != UNPACKED;
    memcpy(lzfu->window, prefix, sizeof prefix - 1);
    lzfu->write = sizeof prefix - 1;
    lzfu->high = -1;
}

static void token_byte(struct cn_lzfu *lzfu, unsigned char byte, struct cn_buf *out) {
    if (lzfu->flags_left == 0) {
        lzfu->flags = byte;
        lzfu->flags_left = 8;
        return;
    }
    if ((lzfu->flags & 1) && lzfu->high < 0) {
        lzfu->high = byte;
        return;
    }
    if (lzfu->flags & 1)
        refer(lzfu, (unsigned)lzfu->high << 8 | byte, out);
    else
        put(lzfu, (char)byte, out);
    lzfu->high = -1;
    lzfu->flags >>= 1;
    lzfu->flags_left--;
}

void cn_lzfu_add(struct cn_lzfu *lzfu, struct cn_str in, struct cn_buf *out) {
    for (size_t i = 0; i < in.len && !lzfu->ended; i++, lzfu->at++) {
        unsigned char byte = (unsigned char)in.bytes[i];
        if (lzfu->at < HEADER)
            header_byte(lzfu, byte);
        else if (lzfu->kind == UNPACKED)
            cn_buf_add_byte(out, (char)byte);
        else
            token_byte(lzfu, byte, out);
    }
}
