/*
 * countries.c: the codes of ISO 3166-1 (countries, two letters) and ISO 3166-3 (names of countries
 * that are gone, four letters), as they stood in 2024.
 */
#include "dictionary/dictionary.h"

#include <string.h>

static const char countries[] =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL "
    "BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV "
    "CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD "
    "GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM "
    "IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK "
    "LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW "
    "MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR "
    "PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS "
    "ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY "
    "UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

static const char former_countries[] =
    "AIDJ ANHH BQAQ BUMM BYAA CSHH CSXX CTKI DDDE DYBJ FQHH FXFR GEHH HVBF JTUM MIUM "
    "NHVU NQAQ NTHH PCHH PUUM PZPA RHZW SKIN SUHH TPTL VDVN WKUM YDYE YUCS ZRCD";

/* Is `code` one of the codes, all of its length, that stand in `list` with a blank between? */
static bool listed(const char *list, struct cn_str code) {
    for (; strlen(list) >= code.len; list += code.len + 1) {
        if (memcmp(list, code.bytes, code.len) == 0)
            return true;
        if (!list[code.len])
            break;
    }
    return false;
}

bool cn_country_known(struct cn_str code) {
    if (code.len == 2)
        return listed(countries, code);
    return code.len == 4 && listed(former_countries, code);
}
