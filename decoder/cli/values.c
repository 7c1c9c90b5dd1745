/*
 * values.c: numbers as options take them, the same in every locale.
 */
#include "cli/cli.h"

#include <string.h>

/* More decimals than a double tells apart are read and not counted. */
#define DECIMALS 15

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* How far a unit shifts a number: K is 1024. -1: it is none. */
static int unit_shift(const char *unit) {
    static const char units[] = "KMGT";
    if (*unit == '\0')
        return 0;
    const char *found = strchr(units, *unit);
    return found && unit[1] == '\0' ? 10 * (int)(found - units + 1) : -1;
}

bool cn_value_size(const char *text, uint64_t *size) {
    uint64_t number = 0;
    for (; is_digit(*text); text++) {
        unsigned digit = (unsigned)(*text - '0');
        if (number > (UINT64_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    int shift = unit_shift(text);
    if (shift < 0 || number == 0 || number > UINT64_MAX >> shift)
        return false;
    *size = number << shift;
    return true;
}

/* A quotient of two whole numbers is the nearest double to what was written. */
bool cn_value_fraction(const char *text, double *fraction) {
    double number = 0, scale = 1;
    int decimals = -1; /* before the point */
    bool any = false;
    for (; *text; text++) {
        if (*text == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (!is_digit(*text))
            return false;
        any = true;
        if (decimals >= DECIMALS)
            continue;
        number = number * 10 + (*text - '0');
        scale = decimals >= 0 ? scale * 10 : scale;
        decimals += decimals >= 0;
    }
    if (!any || number > scale)
        return false;
    *fraction = number / scale;
    return true;
}
