/*
 * gate.h: for dictionaries of few names: may a name begin so? For index.c and the lanes.
 *
 * The first three letters of the keys are dealt, in order, to eight groups. Tables say in which
 * groups a letter stands there: two by its lower four bits and its upper four, or one by its lower
 * six, for lanes that look up so many. A place whose three letters have a group in common passes;
 * vectors ask that of many places at once.
 */
#ifndef CN_MATCH_GATE_H
#define CN_MATCH_GATE_H

#include <stdbool.h>
#include <stdint.h>

enum { CN_GATE_LETTERS = 3 };

struct cn_gate {
    bool closed; /* there is one; else all may pass */
    uint8_t low[CN_GATE_LETTERS][16], high[CN_GATE_LETTERS][16], six[CN_GATE_LETTERS][64];
};

struct cn_index;
/* Closes the gate if it would turn most places away: few names, of five letters or more each, and
 * no family. */
void cn_gate_close(struct cn_gate *, const struct cn_index *);

#endif
