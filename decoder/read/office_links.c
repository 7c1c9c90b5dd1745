/*
 * office_links.c: see office_links.h.
 */
#include "read/office_links.h"

#include "read/link.h"

static bool say(struct cn_office_links *links, const char *part, uint32_t *number,
                struct cn_str text) {
    text = cn_str_trim(text);
    if (cn_str_equal(text, cn_buf_str(&links->last)))
        return false;
    cn_buf_clear(&links->last);
    cn_buf_add_str(&links->last, text);
    cn_office_flow_part(links->flow, part, ++*number);
    cn_office_flow_text(links->flow, text);
    return true;
}

void cn_office_link(struct cn_office_links *links, struct cn_str address) {
    struct cn_buf shown = {0};
    if (!cn_link_tells(address))
        return;
    cn_link_add(&shown, address);
    say(links, "link", &links->links, cn_buf_str(&shown));
    links->last.failed = links->last.failed || shown.failed;
    cn_buf_free(&shown);
}

bool cn_office_code(struct cn_office_links *links, struct cn_str code) {
    enum cn_field_means means = cn_field_means(code);
    return means != CN_FIELD_NOTHING &&
           say(links, cn_field_part(means), means == CN_FIELD_LINK ? &links->links : &links->fields,
               code);
}

bool cn_office_links_free(struct cn_office_links *links) {
    bool good = !links->last.failed;
    cn_buf_free(&links->last);
    return good;
}
