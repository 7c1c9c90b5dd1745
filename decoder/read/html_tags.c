/*
 * html_tags.c: what tags and attributes mean for the text.
 *
 * Many a page is laid out by tables: a cell is a column of the page and holds paragraphs and more
 * tables. Cells of data are short. So a table one of whose cells has grown long is none, once a
 * block begins in it (and one that says it is for presentation never is): its text goes on as
 * paragraphs, and the tables in it are tables of their own.
 */
#include "read/html.h"

#include <string.h>

bool cn_html_is(const struct cn_html_name *name, const char *what) {
    return name->len == strlen(what) && memcmp(name->bytes, what, name->len) == 0;
}

bool cn_html_is_one_of(const struct cn_html_name *name, const char *const *names) {
    for (; *names; names++)
        if (cn_html_is(name, *names))
            return true;
    return false;
}

static struct cn_str value_of(const struct cn_html *html) {
    return (struct cn_str){html->value, html->value_len};
}

/* ---- attributes ---- */

static const struct cn_html_element *element_of(const struct cn_html *html) {
    if (html->tag.len > CN_HTML_NAME)
        return NULL;
    return cn_html_element((struct cn_str){html->tag.bytes, html->tag.len});
}

/* A value is laid down before what its tag does, but between cells there is no text. */
static bool has_room(const struct cn_html *html) {
    const struct cn_html_element *element = element_of(html);
    return !element || (element->kind != CN_HTML_SECTION && element->kind != CN_HTML_ROW &&
                        element->kind != CN_HTML_CELL && element->kind != CN_HTML_RAW);
}

static bool is_block(const struct cn_html *html) {
    const struct cn_html_element *element = element_of(html);
    return element && element->kind != CN_HTML_INLINE && element->kind != CN_HTML_BOX;
}

static bool is_shown(const struct cn_html *html) {
    static const char *const always[] = {"alt", "aria-label", "placeholder", "summary", NULL};
    static const char *const labelled[] = {"optgroup", "option", "track", NULL};
    const struct cn_html_name *name = &html->attribute;
    if (cn_html_is_one_of(name, always))
        return has_room(html);
    if (cn_html_is(name, "title")) /* of a block, editors use it for themselves */
        return has_room(html) && !is_block(html);
    if (cn_html_is(name, "srcdoc"))
        return cn_html_is(&html->tag, "iframe");
    if (cn_html_is(name, "label"))
        return cn_html_is_one_of(&html->tag, labelled);
    if (cn_html_is(name, "value"))
        return cn_html_is(&html->tag, "input") && !html->hidden_input;
    return cn_html_is(name, "content") && html->property;
}

static bool is_telling(const struct cn_html *html) {
    static const char *const always[] = {"colspan", "role", "rowspan", NULL};
    static const char *const of_meta[] = {"http-equiv", "name", "property", NULL};
    if (cn_html_is(&html->attribute, "type"))
        return cn_html_is(&html->tag, "input");
    return cn_html_is_one_of(&html->attribute, always) ||
           (cn_html_is(&html->tag, "meta") && cn_html_is_one_of(&html->attribute, of_meta));
}

/* What separates a value that is laid down from the text before it. */
static void begin_value(struct cn_html *html) {
    html->nested = cn_html_is(&html->attribute, "srcdoc");
    html->nested_tag = false;
    if (html->property)
        cn_flow_part(&html->flow, CN_STR("properties"), 0, html->tag_at);
    else if (html->nested || cn_html_is(&html->attribute, "label") || is_block(html))
        cn_flow_paragraph(&html->flow, html->tag_at);
    else
        cn_flow_blank(&html->flow, html->tag_at);
}

enum cn_html_sink cn_html_value_sink(struct cn_html *html) {
    bool *linked = &html->met[CN_HTML_LINKS];
    html->value_len = 0;
    if (html->closing || html->ignored || html->pass == CN_HTML_COMMENTS)
        return CN_HTML_DROP;
    if (html->pass == CN_HTML_LINKS && cn_html_is_address(html))
        return CN_HTML_ADDRESS;
    *linked = *linked || cn_html_is_address(html);
    if (html->pass == CN_HTML_LINKS || !is_shown(html))
        return is_telling(html) ? CN_HTML_KEEP : CN_HTML_DROP;
    begin_value(html);
    return CN_HTML_LAY;
}

/* A number at the beginning of the value; `least` if there is none. */
static uint32_t number_of(struct cn_str value, uint32_t least, uint32_t most) {
    uint32_t number = 0;
    value = cn_str_trim(value);
    for (size_t i = 0; i < value.len && value.bytes[i] >= '0' && value.bytes[i] <= '9'; i++) {
        number = number * 10 + (uint32_t)(value.bytes[i] - '0');
        if (number > most)
            return most;
    }
    return number < least ? least : number;
}

static bool names_property(struct cn_str value) {
    static const char *const names[] = {
        "abstract",    "author",   "dc.creator",     "dc.description", "dc.subject", "dc.title",
        "description", "keywords", "og:description", "og:title",       "subject",    "title"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (cn_str_equal_nocase(value, cn_str_of(names[i])))
            return true;
    return false;
}

static void take_value(struct cn_html *html) {
    struct cn_str value = cn_str_trim(value_of(html));
    if (cn_html_is(&html->attribute, "colspan"))
        html->colspan = number_of(value, 1, 1000);
    else if (cn_html_is(&html->attribute, "rowspan"))
        html->rowspan = number_of(value, 1, 65534);
    else if (cn_html_is(&html->attribute, "role"))
        html->presentation = cn_str_equal_nocase(value, CN_STR("presentation")) ||
                             cn_str_equal_nocase(value, CN_STR("none"));
    else if (cn_html_is(&html->attribute, "type"))
        html->hidden_input = cn_str_equal_nocase(value, CN_STR("hidden"));
    else if (cn_html_is(&html->attribute, "http-equiv"))
        html->refresh = cn_str_equal_nocase(value, CN_STR("refresh"));
    else
        html->property |= names_property(value);
}

void cn_html_value_end(struct cn_html *html, struct cn_span at) {
    if (html->sink == CN_HTML_KEEP)
        take_value(html);
    else if (html->sink == CN_HTML_ADDRESS)
        cn_html_address_end(html);
    else if (html->sink == CN_HTML_LAY && html->property)
        cn_flow_part(&html->flow, (struct cn_str){NULL, 0}, 0, at);
    else if (html->sink == CN_HTML_LAY)
        cn_flow_blank(&html->flow, at);
    html->nested = html->nested_tag = false;
    if (html->sink == CN_HTML_LAY)
        html->tag_at = at; /* what the tag does comes behind this text */
    html->sink = CN_HTML_DROP;
}

/* ---- tables ---- */

/* The table turns out to lay out the page. */
static void give_up_table(struct cn_html *html) {
    cn_flow_table_end(&html->flow, html->tag_at);
    html->layout_depth += html->table_depth;
    html->table_depth = 0;
    html->in_row = false;
}

static void block(struct cn_html *html) {
    if (html->flow.cell && cn_extract_len(html->flow.to) - html->cell_from > CN_HTML_CELL_MAX)
        give_up_table(html);
    cn_flow_paragraph(&html->flow, html->tag_at);
}

static void open_table(struct cn_html *html) {
    block(html);
    if (html->table_depth > 0) {
        html->table_depth++;
    } else if (html->presentation) {
        html->layout_depth++;
    } else {
        cn_flow_table(&html->flow, html->tag_at);
        html->table_depth = 1;
        html->widest = 0;
        html->in_row = false;
    }
}

static void close_table(struct cn_html *html) {
    if (html->table_depth == 1) {
        cn_flow_table_end(&html->flow, html->tag_at);
        html->table_depth = 0;
    } else if (html->table_depth > 1) {
        html->table_depth--;
        block(html);
    } else {
        html->layout_depth -= html->layout_depth > 0;
        block(html);
    }
}

/* Columns that cells above reach into, where no cell of this row has been. */
static void pass_rest(struct cn_html *html) {
    for (uint64_t i = html->column; i < html->widest; i++)
        if (html->rows_left[i] > 0)
            html->rows_left[i]--;
}

static void end_row(struct cn_html *html) {
    if (html->in_row)
        pass_rest(html);
    cn_flow_row_end(&html->flow, html->tag_at);
    html->in_row = false;
}

static void open_row(struct cn_html *html) {
    end_row(html);
    cn_flow_row(&html->flow, html->tag_at);
    html->column = 0;
    html->in_row = true;
}

/* The cell covers columns from here on, in this row and the next ones. */
static void cover(struct cn_html *html) {
    uint64_t end = html->column + html->colspan;
    for (uint64_t i = html->column; i < end && i < CN_TABLE_COLUMNS; i++) {
        if (i >= html->widest && html->rowspan == 1)
            break;
        for (; html->widest <= i; html->widest++)
            html->rows_left[html->widest] = 0;
        html->rows_left[i] = (uint16_t)(html->rowspan - 1);
    }
    html->column = end;
}

static void open_cell(struct cn_html *html) {
    if (!html->in_row)
        open_row(html);
    while (html->column < html->widest && html->rows_left[html->column] > 0)
        html->rows_left[html->column++]--;
    cn_flow_cell(&html->flow, html->column + 1, html->tag_at);
    html->cell_from = cn_extract_len(html->flow.to);
    cover(html);
}

/* A row, a cell or a group of rows; inside of another cell or outside of tables, a block. */
static void table_part(struct cn_html *html, enum cn_html_kind kind) {
    if (html->table_depth != 1)
        block(html);
    else if (kind == CN_HTML_CELL && html->closing)
        cn_flow_cell_end(&html->flow, html->tag_at);
    else if (kind == CN_HTML_CELL)
        open_cell(html);
    else if (kind == CN_HTML_ROW && !html->closing)
        open_row(html);
    else
        end_row(html);
}

/* ---- elements of which the text is not read, or read without tags ---- */

static bool is_empty(const struct cn_html *html) {
    return html->self_closing && html->xml;
}

static void read_raw(struct cn_html *html, enum cn_html_state state, bool read) {
    if (html->closing || is_empty(html))
        return;
    html->raw = html->tag;
    html->raw_read = read;
    html->state = html->raw_state = state;
}

static void title(struct cn_html *html) {
    if (!is_empty(html))
        cn_flow_part(&html->flow, html->closing ? CN_STR("") : CN_STR("title"), 0, html->tag_at);
}

static void preformatted(struct cn_html *html) {
    block(html);
    html->first_line = !html->closing;
    if (html->closing)
        html->pre -= html->pre > 0;
    else if (!is_empty(html))
        html->pre++;
}

static void ignore(struct cn_html *html, const struct cn_html_element *element) {
    bool empty = html->self_closing && (html->xml || cn_html_is(&html->tag, "xml"));
    if (html->closing || empty)
        return;
    html->ignored = element;
    html->ignored_depth = 1;
}

/* A tag in what is ignored: only its end matters, and that scripts are no markup. */
static void tag_in_ignored(struct cn_html *html, const struct cn_html_element *element) {
    if (element && element->kind == CN_HTML_RAW)
        read_raw(html, CN_HTML_RAWTEXT, false);
    if (element != html->ignored)
        return;
    if (!html->closing)
        html->ignored_depth += !html->self_closing;
    else if (--html->ignored_depth == 0)
        html->ignored = NULL;
}

/* How what follows the tag is read. */
static void turn(struct cn_html *html, const struct cn_html_element *element) {
    switch (element->kind) {
    case CN_HTML_AREA:
        read_raw(html, cn_html_is(&html->tag, "xmp") ? CN_HTML_RAWTEXT : CN_HTML_RCDATA, true);
        break;
    case CN_HTML_IGNORED:
        ignore(html, element);
        break;
    case CN_HTML_RAW:
        read_raw(html, CN_HTML_RAWTEXT, false);
        break;
    case CN_HTML_TITLE:
        read_raw(html, CN_HTML_RCDATA, true);
        break;
    case CN_HTML_PLAIN:
        html->state = html->closing ? CN_HTML_DATA : CN_HTML_PLAINTEXT;
        break;
    default:
        break;
    }
}

/* What the tag does to the text. */
static void apply(struct cn_html *html, const struct cn_html_element *element) {
    switch (element->kind) {
    case CN_HTML_BREAK:
        cn_flow_break(&html->flow, html->tag_at);
        break;
    case CN_HTML_BLOCK:
        block(html);
        break;
    case CN_HTML_BOX:
        cn_flow_blank(&html->flow, html->tag_at);
        break;
    case CN_HTML_PRE:
    case CN_HTML_AREA:
        preformatted(html);
        break;
    case CN_HTML_TITLE:
        title(html);
        break;
    case CN_HTML_TABLE:
        if (html->closing)
            close_table(html);
        else
            open_table(html);
        break;
    case CN_HTML_SECTION:
    case CN_HTML_ROW:
    case CN_HTML_CELL:
        table_part(html, element->kind);
        break;
    default:
        break;
    }
}

void cn_html_tag(struct cn_html *html) {
    const struct cn_html_element *element = element_of(html);
    html->state = CN_HTML_DATA;
    if (html->ignored) {
        tag_in_ignored(html, element);
    } else if (element) {
        turn(html, element);
        if (html->pass == CN_HTML_SHOWN)
            apply(html, element);
    }
}
