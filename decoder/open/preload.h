/*
 * preload.h: what libraries would open files for, done before a process is confined.
 *
 * For whoever starts processes that must not open files.
 */
#ifndef CN_OPEN_PRELOAD_H
#define CN_OPEN_PRELOAD_H

/* libarchive: the time zone, and a locale in which names in Unicode can be said. */
void cn_preload_archive(void);
/* GLib: nothing that it says of a document is printed or ends the process, whatever G_DEBUG says.
 */
void cn_preload_glib(void);
/* GMime: its types, and what it asks the locale for. */
void cn_preload_mail(void);
/* libgsf: its classes. */
void cn_preload_ole(void);

#endif
