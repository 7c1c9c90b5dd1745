/*
 * odf_links.c: addresses that stand in an OpenDocument part: of links, of files that are shown or
 * linked to, of its template. What is a part of the package itself is none.
 */
#include "read/odf.h"

#include "read/link.h"

#include <string.h>

/* The first attribute that is an address. */
static struct cn_str find(const char *const *attributes) {
    for (; *attributes; attributes += 2) {
        size_t len = strlen(attributes[0]);
        if (len >= 5 && memcmp(attributes[0] + len - 5, ":href", 5) == 0)
            return cn_str_of(attributes[1]);
    }
    return (struct cn_str){NULL, 0};
}

/* An object in the package is a folder, of which one part is known. */
static bool is_inside(const struct cn_package *package, struct cn_str address) {
    struct cn_buf path = {0};
    if (cn_str_starts(address, CN_STR("./")))
        address = (struct cn_str){address.bytes + 2, address.len - 2};
    if (!package || cn_str_starts(address, CN_STR("../")))
        return false;
    cn_buf_add_str(&path, address);
    bool inside = cn_package_find(package, cn_buf_str(&path)) != NULL;
    cn_buf_add_text(&path, "/content.xml");
    inside = inside || cn_package_find(package, cn_buf_str(&path)) != NULL;
    cn_buf_free(&path);
    return inside;
}

bool cn_odf_is_link(const struct cn_odf *odf, const char *const *attributes) {
    struct cn_str address = find(attributes);
    return cn_link_tells(address) && !is_inside(odf->package, address);
}

static void open_element(void *self, struct cn_str name, const char *const *attributes) {
    struct cn_odf *odf = self;
    (void)name;
    if (cn_odf_is_link(odf, attributes))
        cn_office_link(&odf->links, find(attributes));
}

static void close_element(void *self, struct cn_str name) {
    (void)self;
    (void)name;
}

static void no_text(void *self, struct cn_str text) {
    (void)self;
    (void)text;
}

static const struct cn_xml_sink sink = {open_element, close_element, no_text};

enum cn_severity cn_odf_links(struct cn_odf *odf, const struct cn_part *part) {
    enum cn_severity severity = cn_xml_again(odf->extraction, odf->package, part, &sink, odf);
    cn_office_flow_end(&odf->flow);
    return severity;
}
