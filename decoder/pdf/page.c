/*
 * page.c: the text of a page, and where each of its characters stands.
 */
#include "pdf/pdf.h"

#include <string.h>

/* Points around a page, so that nothing on it stands at the edge of what is selected. */
#define OUTSIDE 1000

/* Poppler marks what runs from the right by embedding marks, which the page does not have. */
static void drop_marks(char *text) {
    char *to = text;
    for (const char *at = text; *at;) {
        size_t len = strncmp(at, "\xe2\x80", 2) == 0 && at[2] >= '\xaa' && at[2] <= '\xac' ? 3 : 0;
        at += len;
        if (len == 0)
            *to++ = *at++;
    }
    *to = '\0';
}

static size_t count_letters(const char *text) {
    size_t count = 0;
    for (; *text; text++)
        count += (unsigned char)*text > ' ';
    return count;
}

/* The page, begun at its upper left or right corner. */
static PopplerRectangle whole(PopplerPage *page, bool from_right) {
    double width, height;
    poppler_page_get_size(page, &width, &height);
    PopplerRectangle left = {.x1 = -OUTSIDE, .y1 = -OUTSIDE, .x2 = width + OUTSIDE};
    PopplerRectangle right = {.x1 = left.x2, .y1 = left.y1, .x2 = left.x1};
    left.y2 = right.y2 = height + OUTSIDE;
    return from_right ? right : left;
}

static char *select_all(PopplerPage *page, PopplerRectangle *area) {
    char *text = poppler_page_get_selected_text(page, POPPLER_SELECTION_GLYPH, area);
    if (text)
        drop_marks(text);
    return text;
}

/* Of a page that is read from the right, what is selected from the left is not all, and the other
 * way round. */
static char *select_more(PopplerPage *page, PopplerRectangle *area) {
    PopplerRectangle other = whole(page, true);
    char *text = select_all(page, area);
    char *from_right = select_all(page, &other);
    if (from_right && (!text || count_letters(from_right) > count_letters(text))) {
        char *less = text;
        text = from_right;
        from_right = less;
        *area = other;
    }
    g_free(from_right);
    return text;
}

char *cn_pdf_page_text(PopplerPage *page) {
    PopplerRectangle area = whole(page, false);
    PopplerRectangle *places = NULL;
    guint count = 0;
    char *text = select_more(page, &area);
    if (text && g_utf8_validate(text, -1, NULL) &&
        poppler_page_get_text_layout_for_area(page, &area, &places, &count) &&
        g_utf8_strlen(text, -1) == (glong)count) {
        char *laid = cn_pdf_lay_lines(text, places);
        g_free(text);
        text = laid;
    }
    g_free(places);
    return text;
}
