/* glib.c: GLib, under GMime and libgsf, kept quiet. */
#include "open/preload.h"

#if defined CN_GMIME || defined CN_LIBGSF

#include <glib.h>

static void say_nothing(const gchar *domain, GLogLevelFlags level, const gchar *text,
                        gpointer data) {
    (void)domain;
    (void)level;
    (void)text;
    (void)data;
}

/* Not by g_log_set_handler, which waits for ever for a lock that it holds itself when memory is
 * out. */
void cn_preload_glib(void) {
    g_log_set_always_fatal(G_LOG_LEVEL_ERROR);
    g_log_set_default_handler(say_nothing, NULL);
}

#else

void cn_preload_glib(void) {
}

#endif
