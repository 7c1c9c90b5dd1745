/*
 * columns.c: columns as a terminal or an editor shows them: a wide character takes two, a combining
 * one none, a tab goes on to the next multiple of eight.
 */
#include "emit/emit.h"

#include "tokenize/tokenize.h"

#define TAB_STOP 8

uint64_t cn_columns_after(struct cn_str text, size_t from, size_t to, uint64_t column) {
    size_t len = 1;
    for (size_t at = from; at < to; at += len) {
        int32_t character = cn_utf8_next(text, at, &len);
        if (character == '\t')
            column += TAB_STOP - column % TAB_STOP;
        else
            column += character < 0 ? 1 : (unsigned)cn_char_width(character);
    }
    return column;
}
