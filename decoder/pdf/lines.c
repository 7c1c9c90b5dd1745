/*
 * lines.c: lines as a person sees them, by where their characters stand.
 *
 * What poppler takes for columns it may join without a blank where they stand on one line, as in a
 * table: "Skycom" and "A2" become "SkycomA2". A blank is laid where it left one out.
 *
 * A line that slants, as on a page that was scanned askew, it parts wherever the line has sunk or
 * risen by a bit, within words too, and lays the pieces from the top to the bottom: backwards, if
 * the line rises. A piece that begins where another ends, a little higher or lower, is its
 * continuation.
 */
#include "pdf/pdf.h"

#include <math.h>
#include <string.h>

/* Pieces at about one height that are looked at for one that goes on. */
#define CANDIDATES 500

/* ---- blanks ---- */

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

static void lay_blanks(GString *laid, struct cn_str text, const PopplerRectangle *places) {
    bool blank = true;
    for (const char *at = text.bytes; at < text.bytes + text.len; places++) {
        const char *next = g_utf8_next_char(at);
        bool before = blank;
        blank = g_unichar_isspace(g_utf8_get_char(at));
        if (!before && !blank && apart(places - 1, places))
            g_string_append_c(laid, ' ');
        g_string_append_len(laid, at, next - at);
        at = next;
    }
}

/* ---- pieces ---- */

#define NONE SIZE_MAX

struct piece {
    struct cn_str text;
    const PopplerRectangle *first, *last; /* of its characters */
    size_t next, before;                  /* pieces of the same line; NONE */
};

struct pieces {
    struct piece *all;
    size_t *sorted; /* by the height of where they begin */
    size_t count;
};

static void add_piece(GArray *all, struct cn_str text, const PopplerRectangle *first,
                      const PopplerRectangle *behind) {
    struct piece piece = {
        .text = text, .first = first, .last = behind - 1, .next = NONE, .before = NONE};
    if (text.len > 0)
        g_array_append_val(all, piece);
}

/* At line ends, which have places as well. */
static GArray *part(const char *text, const PopplerRectangle *places) {
    GArray *all = g_array_new(FALSE, FALSE, sizeof(struct piece));
    const char *from = text;
    const PopplerRectangle *first = places;
    for (const char *at = text; *at; at = g_utf8_next_char(at), places++) {
        if (*at != '\n')
            continue;
        add_piece(all, (struct cn_str){from, (size_t)(at - from)}, first, places);
        from = at + 1;
        first = places + 1;
    }
    add_piece(all, cn_str_of(from), first, places);
    return all;
}

static gint by_height(gconstpointer left, gconstpointer right, gpointer context) {
    const struct piece *all = context;
    double one = all[*(const size_t *)left].first->y1;
    double other = all[*(const size_t *)right].first->y1;
    return one < other ? -1 : one > other;
}

static void sort(struct pieces *pieces) {
    pieces->sorted = g_new(size_t, pieces->count);
    for (size_t i = 0; i < pieces->count; i++)
        pieces->sorted[i] = i;
    g_qsort_with_data(pieces->sorted, (gint)pieces->count, sizeof *pieces->sorted, by_height,
                      pieces->all);
}

/* The first that begins at `height` or below. */
static size_t at_height(const struct pieces *pieces, double height) {
    size_t low = 0, high = pieces->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pieces->all[pieces->sorted[middle]].first->y1 < height)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- continuations ---- */

static double height_of(const PopplerRectangle *place) {
    return place->y2 - place->y1;
}

/* How badly `to` goes on where `from` ends, in heights of a letter; 1: it does not. What stands at
 * the very same height is another column, and smaller letters are a footnote's number. */
static double misfit(const struct piece *from, const struct piece *to) {
    double height = height_of(from->last);
    double gap = (to->first->x1 - from->last->x2) / height;
    double step = fabs(to->first->y1 - from->last->y1) / height;
    bool good = height > 0 && fabs(height_of(to->first) / height - 1) < 0.35 &&
                to->first->x1 > from->first->x1 && gap > -0.15 && gap < 0.45 && step > 0.01 &&
                step < 0.5;
    return good ? fabs(gap) + step : 1;
}

static size_t find_next(const struct pieces *pieces, const struct piece *from) {
    double height = height_of(from->last);
    double best = 1;
    size_t found = NONE, looked = 0;
    for (size_t i = at_height(pieces, from->last->y1 - height / 2);
         i < pieces->count && looked < CANDIDATES; i++, looked++) {
        const struct piece *to = &pieces->all[pieces->sorted[i]];
        if (to->first->y1 > from->last->y1 + height / 2)
            break;
        if (misfit(from, to) < best) {
            best = misfit(from, to);
            found = pieces->sorted[i];
        }
    }
    return found;
}

/* Each is gone on with by one at most, and goes on one at most: whoever fits better. As a piece
 * begins to the right of the one before it, there is no circle. */
static void join(struct pieces *pieces) {
    for (size_t i = 0; i < pieces->count; i++) {
        struct piece *from = &pieces->all[i];
        size_t next = find_next(pieces, from);
        if (next == NONE)
            continue;
        struct piece *to = &pieces->all[next];
        if (to->before != NONE && misfit(&pieces->all[to->before], to) <= misfit(from, to))
            continue;
        if (to->before != NONE)
            pieces->all[to->before].next = NONE;
        to->before = i;
        from->next = next;
    }
}

/* ---- laying ---- */

static void lay_line(GString *laid, const struct pieces *pieces, const struct piece *piece) {
    if (laid->len > 0)
        g_string_append_c(laid, '\n');
    for (;;) {
        lay_blanks(laid, piece->text, piece->first);
        if (piece->next == NONE)
            return;
        const struct piece *next = &pieces->all[piece->next];
        if (next->first->x1 - piece->last->x2 > 0.1 * height_of(piece->last))
            g_string_append_c(laid, ' ');
        piece = next;
    }
}

char *cn_pdf_lay_lines(const char *text, const PopplerRectangle *places) {
    GArray *all = part(text, places);
    struct pieces pieces = {.all = (struct piece *)(void *)all->data, .count = all->len};
    GString *laid = g_string_sized_new(strlen(text) + 64);
    sort(&pieces);
    join(&pieces);
    for (size_t i = 0; i < pieces.count; i++) {
        if (pieces.all[i].before == NONE)
            lay_line(laid, &pieces, &pieces.all[i]);
    }
    g_free(pieces.sorted);
    g_array_free(all, TRUE);
    return g_string_free(laid, FALSE);
}
