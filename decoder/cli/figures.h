/*
 * figures.h: the report of an evaluation. For cli/evaluate.c.
 */
#ifndef CN_CLI_FIGURES_H
#define CN_CLI_FIGURES_H

#include "evaluate/evaluate.h"

/* Figures over all labels, by class, by dictionary, and the reliability table. `machine`: cells
 * parted by tabs, tables by an empty line. */
void cn_figures_write(const struct cn_verdicts *, const struct cn_labels *, const struct cn_scan *,
                      bool machine, struct cn_buf *);

#endif
