/*
 * page.c: the text of a page. Poppler parts words and lines; but what it takes for columns it may
 * join without a blank where they stand on one line, as in a table: "Skycom" and "A2" become
 * "SkycomA2". It also says where each character stands, so a blank is laid where it left one out.
 */
#include "pdf/pdf.h"

#include <string.h>

/* On one line, and further apart than letters of a word are: poppler parts words at a sixth of the
 * height or less. */
static bool apart(const PopplerRectangle *left, const PopplerRectangle *right) {
    double height = left->y2 - left->y1;
    double gap = right->x1 - left->x2;
    double back = left->x1 - right->x2; /* of what runs from the right */
    if (right->y1 - left->y1 > height / 2 || left->y1 - right->y1 > height / 2)
        return false;
    return (gap > back ? gap : back) > 0.3 * height;
}

/* places has one rectangle a character of text. */
static char *lay_blanks(const char *text, const PopplerRectangle *places) {
    GString *laid = g_string_sized_new(strlen(text) + 64);
    bool blank = true;
    for (const char *at = text; *at; at = g_utf8_next_char(at), places++) {
        bool before = blank;
        blank = g_unichar_isspace(g_utf8_get_char(at));
        if (!before && !blank && apart(places - 1, places))
            g_string_append_c(laid, ' ');
        g_string_append_len(laid, at, g_utf8_next_char(at) - at);
    }
    return g_string_free(laid, FALSE);
}

char *cn_pdf_page_text(PopplerPage *page) {
    char *text = poppler_page_get_text(page);
    PopplerRectangle *places = NULL;
    guint count = 0;
    if (text && g_utf8_validate(text, -1, NULL) &&
        poppler_page_get_text_layout(page, &places, &count) &&
        g_utf8_strlen(text, -1) == (glong)count) {
        char *laid = lay_blanks(text, places);
        g_free(text);
        text = laid;
    }
    g_free(places);
    return text;
}
