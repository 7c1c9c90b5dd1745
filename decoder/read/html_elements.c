/*
 * html_elements.c: what elements there are that matter for the text, in byte order.
 */
#include "read/html.h"

#include <stdlib.h>

static const struct cn_html_element elements[] = {
    {"address", CN_HTML_BLOCK},    {"article", CN_HTML_BLOCK},    {"aside", CN_HTML_BLOCK},
    {"audio", CN_HTML_BOX},        {"blockquote", CN_HTML_BLOCK}, {"body", CN_HTML_BLOCK},
    {"br", CN_HTML_BREAK},         {"button", CN_HTML_BOX},       {"caption", CN_HTML_BLOCK},
    {"center", CN_HTML_BLOCK},     {"dd", CN_HTML_BLOCK},         {"details", CN_HTML_BLOCK},
    {"dialog", CN_HTML_BLOCK},     {"dir", CN_HTML_BLOCK},        {"div", CN_HTML_BLOCK},
    {"dl", CN_HTML_BLOCK},         {"dt", CN_HTML_BLOCK},         {"fieldset", CN_HTML_BLOCK},
    {"figcaption", CN_HTML_BLOCK}, {"figure", CN_HTML_BLOCK},     {"footer", CN_HTML_BLOCK},
    {"form", CN_HTML_BLOCK},       {"frameset", CN_HTML_BLOCK},   {"h1", CN_HTML_BLOCK},
    {"h2", CN_HTML_BLOCK},         {"h3", CN_HTML_BLOCK},         {"h4", CN_HTML_BLOCK},
    {"h5", CN_HTML_BLOCK},         {"h6", CN_HTML_BLOCK},         {"head", CN_HTML_BLOCK},
    {"header", CN_HTML_BLOCK},     {"hgroup", CN_HTML_BLOCK},     {"hr", CN_HTML_BLOCK},
    {"html", CN_HTML_BLOCK},       {"iframe", CN_HTML_BLOCK},     {"img", CN_HTML_BOX},
    {"input", CN_HTML_BOX},        {"legend", CN_HTML_BLOCK},     {"li", CN_HTML_BLOCK},
    {"listing", CN_HTML_PRE},      {"main", CN_HTML_BLOCK},       {"menu", CN_HTML_BLOCK},
    {"meta", CN_HTML_META},        {"nav", CN_HTML_BLOCK},        {"noframes", CN_HTML_BLOCK},
    {"noscript", CN_HTML_BLOCK},   {"object", CN_HTML_BOX},       {"ol", CN_HTML_BLOCK},
    {"optgroup", CN_HTML_BLOCK},   {"option", CN_HTML_BLOCK},     {"p", CN_HTML_BLOCK},
    {"plaintext", CN_HTML_PLAIN},  {"pre", CN_HTML_PRE},          {"rp", CN_HTML_BOX},
    {"rt", CN_HTML_BOX},           {"script", CN_HTML_RAW},       {"search", CN_HTML_BLOCK},
    {"section", CN_HTML_BLOCK},    {"select", CN_HTML_BOX},       {"style", CN_HTML_RAW},
    {"summary", CN_HTML_BLOCK},    {"svg", CN_HTML_BOX},          {"table", CN_HTML_TABLE},
    {"tbody", CN_HTML_SECTION},    {"td", CN_HTML_CELL},          {"template", CN_HTML_IGNORED},
    {"text", CN_HTML_BLOCK},       {"textarea", CN_HTML_AREA},    {"tfoot", CN_HTML_SECTION},
    {"th", CN_HTML_CELL},          {"thead", CN_HTML_SECTION},    {"title", CN_HTML_TITLE},
    {"tr", CN_HTML_ROW},           {"ul", CN_HTML_BLOCK},         {"video", CN_HTML_BOX},
    {"xml", CN_HTML_IGNORED},      {"xmp", CN_HTML_AREA},
};

static int compare(const void *key, const void *element) {
    return cn_str_compare(*(const struct cn_str *)key,
                          cn_str_of(((const struct cn_html_element *)element)->name));
}

const struct cn_html_element *cn_html_element(struct cn_str name) {
    return bsearch(&name, elements, sizeof elements / sizeof *elements, sizeof *elements, compare);
}
