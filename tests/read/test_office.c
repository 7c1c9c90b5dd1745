/* The text and marks of office files that real programs wrote, and of hostile ones made here. */
#include "extracting.h"

#include "open/containing.h"
#include "open/zipping.h"

#include <check.h>
#include <stdio.h>

static struct cn_buf file;
static struct zipping zip;
static struct extracted got;
static char *marks;

static void release(void) {
    free(marks);
    marks = NULL;
    if (got.extract)
        extracted_free(&got);
    got.extract = NULL;
    cn_buf_free(&file);
    file = (struct cn_buf){0};
    zip_free(&zip);
}

static struct cn_str load(const char *name) {
    const char *srcdir = getenv("srcdir");
    char path[4096];
    size_t more = 1;
    snprintf(path, sizeof path, "%s/tests/formats/office/%s", srcdir ? srcdir : ".", name);
    FILE *stream = fopen(path, "rb");
    ck_assert_msg(stream != NULL, "%s", path);
    while (more > 0 && cn_buf_reserve(&file, 65536)) {
        more = fread(file.bytes + file.len, 1, 65536, stream);
        file.len += more;
    }
    fclose(stream);
    return cn_buf_str(&file);
}

static const struct cn_reader *reader_for(struct cn_str bytes) {
    struct cn_source source = {.fd = -1, .bytes = bytes.bytes, .size = bytes.len};
    struct cn_str head = {bytes.bytes, bytes.len < CN_WINDOW_CORE ? bytes.len : CN_WINDOW_CORE};
    const struct cn_reader *found = NULL;
    for (const struct cn_reader *const *reader = cn_readers; *reader; reader++)
        if ((*reader)->claim && (*reader)->claim(head, &source, CN_STR("x")) >= 64)
            found = *reader;
    return found;
}

static void extract(struct cn_str bytes) {
    const struct cn_reader *reader = reader_for(bytes);
    ck_assert_ptr_nonnull(reader);
    if (got.extract)
        extracted_free(&got);
    free(marks);
    extract_with(&got, reader, bytes, CN_STR("x"));
    marks = extracted_marks(&got);
}

static void has(const char *wanted) {
    ck_assert_msg(strstr(marks, wanted) != NULL, "\"%s\" in \"%s\"", wanted, marks);
}

static void ends_as(enum cn_status status) {
    ck_assert_str_eq(cn_status_name(got.document.status), cn_status_name(status));
}

/* ---- real files ---- */

static const struct {
    const char *file, *text;
} letters[] = {
    {"letter.docx", "The QXHEADING\n"},
    {"letter.docx", "BOUNDLESS INFORMANT  and\ta tab,\na line "},
    {"letter.docx", "{part deleted}QXDELETED{part}{paragraph 2}end\n"},
    {"letter.docx", "and QXHIDDEN text"},
    {"letter.docx", "{paragraph 4}A box stands here\nQXBOX inside\n"},
    {"letter.docx", "{table 1}{row 1}{cell 1}Account{end}\t{cell 2}Country{end}\n"},
    {"letter.docx", "{row 2}{cell 1}Operator K of the north{end}\t{cell 2}A9{end}\n{table end}"},
    {"letter.docx", "中文 QXCHINESE 项目"},
    {"letter.docx", "{part 1 header}{paragraph 1}QXHEADER at the top\n"},
    {"letter.docx", "{part 1 footer}{paragraph 1}QXFOOTER at the bottom\n"},
    {"letter.docx", "{part 1 footnote}{paragraph 1}\tsee QXFOOTNOTE\n"},
    {"letter.docx", "{part 1 endnote}{paragraph 1}\tQXENDNOTE\n"},
    {"letter.docx", "{part 1 comment}{paragraph 1}somebody\n{paragraph 2}QXCOMMENT on it\n"},
    {"letter.docm", "QXCOMMENT on it"},
    {"letter.dotx", "QXCOMMENT on it"},
    {"letter.odt", "{part 1 deleted}{paragraph 1}QXDELETED\n{part}"},
    {"letter.odt",
     "BOUNDLESS INFORMANT  and\ta tab,\na line end\n{part 1 footnote}see QXFOOTNOTE\n"},
    {"letter.odt", "in it, and QXHIDDEN text\n{part 1 comment}somebody\nQXCOMMENT on it\n{part}"},
    {"letter.odt", "A box stands here\nQXBOX inside\n"},
    {"letter.odt", "{row 2}{cell 1}Operator K of the north{end}\t{cell 2}A9{end}\n{table end}"},
    {"letter.odt", "{part 1 endnote}QXENDNOTE\n"},
    {"letter.odt", "{part 1 header}{paragraph 1}QXHEADER at the top\n"},
    {"letter.odt", "{part properties}{paragraph 1}On QXTITLE\n"},
    {"letter.fodt",
     "BOUNDLESS INFORMANT  and\ta tab,\na line end\n{part 1 footnote}see QXFOOTNOTE\n"},
    {"letter.fodt", "On QXTITLE\n"},
    {"python.docx", "Split QXRUNS here\n"},
    {"python.docx",
     "{row 1}{cell 1}Both{end}\t{cell 3}Country{end}\n{row 2}{cell 1}a QXNESTED{end}"},
    {"python.docx", "QXPROPERTY\n"},
    {"talk.odp",
     "{slide 1}{paragraph 1}The first is QXFIRST\n{part 1 notes}{paragraph 1}say QXNOTES\n"},
    {"talk.odp", "{slide 2}{paragraph 1}The second is QXSECOND\n"},
    {"talk.pptx",
     "{slide 1}{paragraph 1}The first is QXFIRST\n{part 1 notes}{paragraph 1}say QXNOTES\n"},
    {"talk.pptx", "{slide 2}{paragraph 1}The second is QXSECOND\n"},
    {"table.xlsx",
     "{sheet 1 table}table\n{table 1}{row 1}{cell 1}Project{end}\t{cell 2}Status{end}"},
    {"table.xlsx",
     "{row 17}{cell 1}HW-2014-0155 Audit 2013{end}\t{cell 2}Closed{end}\t{cell 3}internal"
     "{end}\t{cell 5}HQ{end}"},
    {"table.ods",
     "{sheet 1 table}table\n{table 1}{row 1}{cell 1}Project{end}\t{cell 2}Status{end}"},
    {"table.ods",
     "{row 17}{cell 1}HW-2014-0155 Audit 2013{end}\t{cell 2}Closed{end}\t{cell 3}internal"
     "{end}\t{cell 5}HQ{end}"},
    {"python.xlsx",
     "{sheet 1 Shown}Shown\n{table 1}{row 1}{cell 1}Account{end}\t{cell 2}Country{end}\n"},
    {"python.xlsx", "{row 5}{cell 4}7{end}\t{cell 5}TRUE{end}\n{row 8}{cell 1}QXMERGED{end}\n"},
    {"python.xlsx", "{part 1 header}{paragraph 1}QXTOP & more\n"},
    {"python.xlsx", "{part 1 comment}{table}{row 2}{cell 2}QXREMARK by me{end}\n"},
    {"python.xlsx", "{hidden sheet 2 Hidden}Hidden\n{table}{row 3}{cell 3}QXHIDDENSHEET{end}\n"},
    {"python.xlsx", "{hidden sheet 3 Very}Very\n{table}{row 1}{cell 1}QXVERY{end}\n"},
    {"writer.xlsx",
     "{sheet 1 项目}项目\n{table 1}{row 1}{cell 1}Account{end}\t{cell 2}国家{end}\n"},
    {"writer.xlsx", "{row 3}{cell 1}QXFORMULA{end}\n{row 4}{cell 1}QXRICH text{end}\n"},
    {"writer.xlsx", "{row 5}{cell 1}two lines{end}\n"},
    {"writer.xlsx", "{part 1 drawing}{paragraph 1}QXTEXTBOX\n"},
    {"writer.xlsx", "{part 1 comment}{table}{row 5}{cell 2}QXNOTE{end}\n"},
    {"inline.xlsx", "{sheet 1 Sheet1}Sheet1\n{table}{row 1}{cell 1}QXINLINE{end}\n"},
};

START_TEST(real_files_are_read) {
    extract(load(letters[_i].file));
    has(letters[_i].text);
    ends_as(CN_STATUS_OK);
}
END_TEST

/* ---- made ones ---- */

#define TYPES "[Content_Types].xml"
#define W "<w:document xmlns:w='w'><w:body>"
#define W_END "</w:body></w:document>"
#define WORDS(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"

static void add(const char *name, const char *text) {
    zip_add(&zip, cn_str_of(name), cn_str_of(text));
}

static void make_docx(const char *document) {
    add(TYPES, "<Types/>");
    add("word/document.xml", document);
    extract(zip_end(&zip));
}

static const struct {
    const char *xml, *text;
    enum cn_status status;
} documents[] = {
    {W WORDS("plain") W_END, "{paragraph 1}plain\n", CN_STATUS_OK},
    {W "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></"
       "w:p>" W_END,
     "{paragraph 1}a\tb\n", CN_STATUS_OK},
    {W "<w:p><w:del><w:r><w:delText>A9</w:delText></w:r></w:del><w:ins><w:r><w:t>A7</w:t></w:r>"
       "</w:ins></w:p>" W_END,
     "{paragraph 1}{part deleted}A9{part}{paragraph 1} A7\n", CN_STATUS_OK},
    {W "<w:p><w:r><w:t>AML</w:t></w:r><w:del><w:r><w:delText>A</w:delText></w:r></w:del>"
       "<w:r><w:t>SH</w:t></w:r></w:p>" W_END,
     "{paragraph 1}AML{part deleted}A{part}{paragraph 1}SH\n", CN_STATUS_OK},
    {W "<w:p><w:r><w:instrText>NO</w:instrText><w:t>yes</w:t></w:r></w:p>" W_END,
     "{paragraph 1}yes\n", CN_STATUS_OK},
    {W
     "<w:p><w:r><w:t>a</w:t><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>box</w:t>"
     "</w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>box</w:t>"
     "</w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent><w:t>b</w:t></w:r></"
     "w:p>" W_END,
     "{paragraph 1}ab\nbox\n", CN_STATUS_OK},
    {W "<w:p><w:r><mc:AlternateContent><mc:Choice><wp:docPr "
       "descr='a'/></mc:Choice><mc:Fallback><w:t>old</w:t>"
       "</mc:Fallback></mc:AlternateContent></w:r></w:p>" W_END,
     "{paragraph 1}old\na\n", CN_STATUS_OK},
    {W WORDS("before") "<w:p><w:r></w:p>", "{paragraph 1}before\n", CN_STATUS_PARTIAL},
    {"<!DOCTYPE w [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>" W WORDS("&b;") W_END, "",
     CN_STATUS_PARTIAL},
    {"<!DOCTYPE w [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>" W WORDS("&a;") W_END, "",
     CN_STATUS_PARTIAL},
    {"<!DOCTYPE w SYSTEM 'file:///etc/hostname'>" W WORDS("x") W_END, "{paragraph 1}x\n",
     CN_STATUS_OK},
    {W "<w:p><w:r><w:t>a</w:t><wp:docPr id='1' descr='a map' title='A9'/><pic:cNvPr descr='a map'/>"
       "<w:t>b</w:t></w:r></w:p>" W_END,
     "{paragraph 1}ab\nA9\na map\n", CN_STATUS_OK},
    {W WORDS("a&#10;b") W_END, "{paragraph 1}a b\n", CN_STATUS_OK},
};

START_TEST(documents_are_read) {
    make_docx(documents[_i].xml);
    has(documents[_i].text);
    ends_as(documents[_i].status);
    ck_assert_ptr_null(strstr(marks, "NO"));
}
END_TEST

static void add_times(struct cn_buf *to, const char *text, size_t times) {
    for (size_t i = 0; i < times; i++)
        cn_buf_add_text(to, text);
}

static void make_large(const char *begin, const char *piece, size_t times, const char *end) {
    struct cn_buf xml = {0};
    cn_buf_add_text(&xml, begin);
    add_times(&xml, piece, times);
    cn_buf_add_text(&xml, end);
    cn_buf_add_byte(&xml, '\0');
    make_docx(xml.bytes);
    cn_buf_free(&xml);
}

START_TEST(a_million_elements_deep) {
    make_large(W WORDS("before"), "<w:p>", 1000000, "");
    has("before\n");
    ends_as(CN_STATUS_LIMIT);
}
END_TEST

START_TEST(an_attribute_without_end) {
    make_large(W WORDS("before") "<w:p a='", "0123456789", 2000000, "'/>" W_END);
    has("before\n");
    ends_as(CN_STATUS_LIMIT);
}
END_TEST

START_TEST(names_without_end) {
    struct cn_buf xml = {0};
    cn_buf_add_text(&xml, W WORDS("before"));
    for (int i = 0; i < 100000; i++)
        cn_buf_addf(&xml, "<n%d/>", i);
    cn_buf_add_text(&xml, W_END);
    cn_buf_add_byte(&xml, '\0');
    make_docx(xml.bytes);
    cn_buf_free(&xml);
    has("before\n");
    ends_as(CN_STATUS_LIMIT);
}
END_TEST

START_TEST(a_bomb_ends_at_the_limit) {
    make_large(W WORDS("before"), "          ", 10000000, W_END);
    has("before\n");
    ends_as(CN_STATUS_LIMIT);
}
END_TEST

/* ---- sheets ---- */

#define BOOK                                                                                       \
    "<workbook><sheets><sheet name='One' r:id='r1'/><sheet name='Two' sheetId='2' r:id='r2'/>"     \
    "</sheets></workbook>"
#define RELATIONS                                                                                  \
    "<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml'/></Relationships>"

static const struct {
    const char *rows, *text;
    enum cn_status status;
} sheets[] = {
    {"<row r='2'><c r='B2'><v>7</v></c><c><v>8</v></c></row><row><c><v>9</v></c></row>",
     "{row 2}{cell 2}7{end}\t{cell 3}8{end}\n{row 3}{cell 1}9{end}\n", CN_STATUS_OK},
    {"<row><c r='ZZZZ9999999999'><v>7</v></c><c r='XFD1048576'><v>8</v></c></row>",
     "{row 1}{cell 1}7{end}\n{row 1048576}{cell 16384}8{end}\n", CN_STATUS_OK},
    {"<row><c t='s'><v>1</v></c><c t='s'><v>0</v></c></row>", "{cell 1}b c{end}\t{cell 2}a{end}\n",
     CN_STATUS_OK},
    {"<row><c t='s'><v>99</v></c><c t='s'><v>0</v></c></row>", "{cell 2}a{end}\n",
     CN_STATUS_PARTIAL},
    {"<row><c t='s'><v>-1</v></c><c t='str'><v>A9_x000D_</v></c></row>", "{cell 2}A9 {end}\n",
     CN_STATUS_PARTIAL},
    {"<row><c t='inlineStr'><is><t>A</t><t>9</t></is></c></row>", "{cell 1}A9{end}\n",
     CN_STATUS_OK},
};

static void make_xlsx(const char *rows, bool second) {
    struct cn_buf xml = {0};
    cn_buf_addf(&xml, "<worksheet><sheetData>%s</sheetData></worksheet>", rows);
    cn_buf_add_byte(&xml, '\0');
    add(TYPES, "<Types/>");
    add("xl/workbook.xml", BOOK);
    add("xl/_rels/workbook.xml.rels", RELATIONS);
    add("xl/sharedStrings.xml",
        "<sst><si><t>a</t></si><si><r><t>b</t></r><r><t> c</t></r><rPh><t>NO</t></rPh></si></sst>");
    add("xl/worksheets/sheet1.xml", xml.bytes);
    if (second)
        add("xl/worksheets/sheet2.xml", "<worksheet><c t='str'><v>stray</v></c></worksheet>");
    extract(zip_end(&zip));
    cn_buf_free(&xml);
}

START_TEST(cells_are_read) {
    make_xlsx(sheets[_i].rows, false);
    has("{sheet 1 One}One\n{table");
    has(sheets[_i].text);
    ck_assert_ptr_null(strstr(marks, "NO"));
    ends_as(CN_STATUS_PARTIAL); /* the second sheet is missing */
}
END_TEST

/* What a workbook says beside its cells, and has kept of other workbooks. */
START_TEST(names_of_a_book) {
    add(TYPES, "<Types/>");
    add("xl/workbook.xml",
        "<workbook><sheets><sheet name='A9 rollout' r:id='r1'/></sheets><definedNames>"
        "<definedName name='_xlnm.Print_Area'>NO</definedName><definedName name='A7 total'>NO"
        "</definedName></definedNames></workbook>");
    add("xl/_rels/workbook.xml.rels", RELATIONS);
    add("xl/worksheets/sheet1.xml", "<worksheet/>");
    add("xl/persons/person.xml", "<personList><person displayName='Ann'/></personList>");
    add("xl/pivotCache/pivotCacheDefinition1.xml",
        "<d><cacheField name='Country'><sharedItems><s v='A5'/><n v='7'/></sharedItems>"
        "</cacheField></d>");
    add("xl/externalLinks/externalLink1.xml", "<e><cell><v>A3</v></cell></e>");
    extract(zip_end(&zip));
    has("{sheet 1 A9 rollout}A9 rollout\n{table}{table end}");
    has("{part names of cells}{paragraph 1}A7 total\n");
    has("{part comment author}{paragraph 1}Ann\n");
    has("{part 1 cache}{paragraph 1}A3\n");
    has("{part 2 cache}{paragraph 1}Country\n{paragraph 2}A5\n");
    ck_assert_ptr_null(strstr(marks, "NO"));
    ends_as(CN_STATUS_OK);
}
END_TEST

static const struct {
    const char *format, *number, *shown;
} dates[] = {
    {"'14'/>", "43363", "2018-09-20"},
    {"'14'/>", "35287.9", "1996-08-10"},
    {"'14'/>", "1", "1900-01-01"},
    {"'14'/>", "59", "1900-02-28"},
    {"'14'/>", "61", "1900-03-01"},
    {"'14'/>", "36585", "2000-02-29"},
    {"'14'/>", "2958465", "9999-12-31"},
    {"'14'/>", "2958466", "2958466"},
    {"'14'/>", "-1", "-1"},
    {"'14'/>", "1E5", "1E5"},
    {"'14'/>", "1.2.3", "1.2.3"},
    {"'18'/>", "0.26042824074074073", "06:15:01"},
    {"'18'/>", "1.1574074074074073E-5", "00:00:01"},
    {"'22'/>", "39466.25", "2008-01-19 06:00"},
    {"'0'/>", "43363", "43363"},
    {"'2'/>", "43363", "43363"},
    {"'9'/>", "43363", "43363"},
    {"'164' formatCode='[$-409]dd\\-mm\\-yyyy;@'/>", "43363", "2018-09-20"},
    {"'164' formatCode='&quot;At&quot;\\ h:mm\\ AM/PM\\ mmmm'/>", "0.5", "12:00"},
    {"'164' formatCode='mmm'/>", "43363", "2018-09-20"},
    {"'164' formatCode='0 &quot;days&quot;;yyyy'/>", "7", "7"},
    {"'164' formatCode='[Red]0.00E+00'/>", "7", "7"},
    {"'164' formatCode='[h]:mm'/>", "7", "7"},
    {"'164' formatCode='General&quot;d'/>", "7", "7"},
    {"'14' formatCode='0.0'/>", "7", "7"},
    {"'99999999' formatCode='yyyy'/>", "7", "7"},
};

static void make_dated(const char *format, const char *number, const char *book) {
    struct cn_buf styles = {0}, sheet = {0};
    const char *end = strchr(strchr(format, '\'') + 1, '\'') + 1;
    cn_buf_addf(
        &styles,
        "<styleSheet><numFmts><%s numFmtId=%s</numFmts><cellStyleXfs><xf numFmtId='0'/>"
        "</cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId=%.*s/></cellXfs></styleSheet>",
        strstr(format, "Code") ? "numFmt" : "none", format, (int)(end - format), format);
    cn_buf_addf(&sheet, "<worksheet><row><c r='A1' s='1'><v>%s</v></c></row></worksheet>", number);
    add(TYPES, "<Types/>");
    zip_add(&zip, CN_STR("xl/styles.xml"), cn_buf_str(&styles));
    zip_add(&zip, CN_STR("xl/worksheets/sheet1.xml"), cn_buf_str(&sheet));
    add("xl/workbook.xml", book);
    extract(zip_end(&zip));
    cn_buf_free(&styles);
    cn_buf_free(&sheet);
}

START_TEST(dates_are_shown) {
    struct cn_buf cell = {0};
    make_dated(dates[_i].format, dates[_i].number, "<workbook/>");
    cn_buf_addf(&cell, "{cell 1}%s{end}", dates[_i].shown);
    cn_buf_add(&cell, "", 1);
    has(cell.bytes);
    cn_buf_free(&cell);
}
END_TEST

START_TEST(dates_since_1904) {
    make_dated("'14'/>", "0", "<workbook><workbookPr date1904='1'/></workbook>");
    has("{cell 1}1904-01-01{end}");
}
END_TEST

static const struct {
    const char *part, *xml, *text;
} authors[] = {
    {"word/comments.xml",
     "<w:comments><w:comment w:author='Ann'>" WORDS("x") "</w:comment></w:comments>",
     "{part 1 comment}{paragraph 1}Ann\n{paragraph 2}x\n"},
    {"xl/comments1.xml",
     "<c><authors><author>Ann</author></authors><comment ref='B2'><t>x</t></comment></c>",
     "{part comment author}{paragraph 1}Ann\n{part 1 comment}{table}{row 2}{cell 2}x{end}\n"},
    {"ppt/commentAuthors.xml", "<l><p:cmAuthor name='Ann' initials='a'/></l>",
     "{part comment author}{paragraph 1}Ann\n"},
    {"ppt/authors.xml", "<l><p:author name='Ann'/></l>", "{part comment author}{paragraph 1}Ann\n"},
};

START_TEST(authors_of_comments) {
    add(TYPES, "<Types/>");
    add(authors[_i].part, authors[_i].xml);
    extract(zip_end(&zip));
    has(authors[_i].text);
}
END_TEST

START_TEST(sheets_that_are_not_listed_are_hidden) {
    make_xlsx("", true);
    has("{hidden sheet 3 xl/worksheets/sheet2.xml}");
    has("stray{end}");
    ends_as(CN_STATUS_PARTIAL);
}
END_TEST

START_TEST(all_rows_of_a_sheet) {
    struct cn_buf xml = {0};
    for (int i = 1; i <= 1048576; i++)
        cn_buf_addf(&xml, "<row r=\"%d\"><c r=\"A%d\"><v>%d</v></c></row>", i, i, i);
    cn_buf_add_byte(&xml, '\0');
    make_xlsx(xml.bytes, false);
    cn_buf_free(&xml);
    has("{row 1048576}{cell 1}1048576{end}\n");
}
END_TEST

static const struct {
    const char *xml, *text;
} contents[] = {
    {"<o:document-content o:class='spreadsheet'><o:body><t:table t:name='S'><t:table-row>"
     "<t:table-cell><x:p>A9</x:p></t:table-cell></t:table-row></t:table></o:body></o:d>",
     "{sheet 1 S}S\n{table}{row 1}{cell 1}A9{end}\n"},
    {"<o:d><o:body><o:text><x:p>a<d:frame><d:image/><s:title>A9</s:title><s:desc>a map</s:desc>"
     "</d:frame>b</x:p><x:p><s:desc>NO</s:desc></x:p></o:text></o:body></o:d>",
     "{paragraph 1}ab\nA9\na map\n"},
};

START_TEST(odf_is_read) {
    add("mimetype", "x");
    add("META-INF/manifest.xml", "<m/>");
    add("content.xml", contents[_i].xml);
    extract(zip_end(&zip));
    has(contents[_i].text);
    ck_assert_ptr_null(strstr(marks, "NO"));
}
END_TEST

START_TEST(repetitions_are_counted_only) {
    add("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    add("META-INF/manifest.xml", "<m/>");
    add("content.xml",
        "<o:d><o:body><o:spreadsheet><t:table t:name='S'>"
        "<t:table-row t:number-rows-repeated='1000000'>"
        "<t:table-cell "
        "t:number-columns-repeated='16000'/><t:table-cell><x:p>A9</x:p></t:table-cell>"
        "</t:table-row><t:table-row><t:table-cell o:string-value='A7'/></t:table-row>"
        "</t:table></o:spreadsheet></o:body></o:d>");
    extract(zip_end(&zip));
    has("{sheet 1 S}S\n{table}{row 1}{cell 16001}A9{end}\n{row 1000001}{cell 1}A7{end}\n");
    ends_as(CN_STATUS_OK);
}
END_TEST

/* ---- passwords ---- */

START_TEST(passwords_are_told) {
    add("mimetype", "x");
    add("META-INF/manifest.xml", "<m><f><encryption-data/></f></m>");
    add("content.xml", "garbage");
    extract(zip_end(&zip));
    ends_as(CN_STATUS_ENCRYPTED);
    ck_assert_int_eq(got.severity, CN_SKIP);
}
END_TEST

START_TEST(an_encrypted_part_is_told) {
    add(TYPES, "<Types/>");
    zip.flags = 1;
    add("word/document.xml", W WORDS("x") W_END);
    extract(zip_end(&zip));
    ends_as(CN_STATUS_ENCRYPTED);
}
END_TEST

START_TEST(encrypted_packages_are_told) {
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    char ole[4096] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    memcpy(ole + 1024 + 128 * _i, name, sizeof name);
    extract((struct cn_str){ole, sizeof ole});
    ends_as(CN_STATUS_ENCRYPTED);
    memset(ole + 1024, 0, 3072);
    ck_assert_ptr_null(reader_for((struct cn_str){ole, sizeof ole}));
}
END_TEST

/* By its type or by its name, also where there is something else to be read. */
START_TEST(binary_workbooks_are_told) {
    add(TYPES, _i > 0 ? "<Types/>"
                      : "<Types><Override PartName='/xl/book.bin' ContentType='application/"
                        "vnd.ms-excel.sheet.binary.macroEnabled.main'/></Types>");
    add(_i > 0 ? "xl/workbook.bin" : "xl/book.bin", "x");
    add("xl/worksheets/sheet1.xml", "<worksheet><c t='str'><v>read</v></c></worksheet>");
    extract(zip_end(&zip));
    has("read");
    ends_as(CN_STATUS_UNSUPPORTED);
}
END_TEST

/* ---- the package ---- */

START_TEST(cut_anywhere) {
    struct cn_str whole = load("letter.docx");
    size_t found = 0;
    for (size_t cut = 60; cut < whole.len; cut += 61) {
        char *copy = malloc(cut);
        memcpy(copy, whole.bytes, cut);
        struct cn_str bytes = {copy, cut};
        if (reader_for(bytes)) {
            extract(bytes);
            ck_assert_int_ne(got.document.status, CN_STATUS_OK);
            found += strstr(marks, "QXCHINESE") != NULL;
        }
        free(copy);
    }
    ck_assert_uint_gt(found, 10);
}
END_TEST

START_TEST(the_table_leads) {
    zip.nameless = zip.sizeless = true;
    add(TYPES, "<Types/>");
    add("word/document.xml", W WORDS("found") W_END);
    extract(zip_end(&zip));
    has("found\n");
    ends_as(CN_STATUS_OK);
}
END_TEST

START_TEST(without_a_table_the_headers_do) {
    zip.sizeless = _i > 0;
    add(TYPES, "<Types/>");
    add("word/document.xml", W WORDS("found") W_END);
    add("word/header1.xml", W WORDS("above") W_END);
    size_t len = zip.file.len;
    zip_end(&zip);
    extract((struct cn_str){zip.file.bytes, len});
    has("found\n");
    has("above\n");
    ends_as(CN_STATUS_PARTIAL);
}
END_TEST

/* A digit of the sum that the table tells is another one. */
START_TEST(a_part_that_is_not_what_it_was) {
    add(TYPES, "<Types/>");
    add("word/document.xml", W WORDS("found") W_END);
    zip.table.bytes[zip.table.len - strlen("word/document.xml") - 46 + 16] ^= 1;
    extract(zip_end(&zip));
    has("found\n");
    ends_as(CN_STATUS_PARTIAL);
}
END_TEST

/* What is left of a file ends with one that is packed in it, as workbooks are in presentations: the
 * table at its end is not the file's own. */
START_TEST(the_table_of_a_file_inside) {
    struct zipping inside = {.count = 0};
    zip_add(&inside, CN_STR(TYPES), CN_STR("<Types/>"));
    zip_add(&inside, CN_STR("word/document.xml"), CN_STR(W WORDS("inner") W_END));
    add(TYPES, "<Types/>");
    add("word/document.xml", W WORDS("found") W_END);
    cn_buf_add_str(&zip.file, zip_end(&inside));
    extract(cn_buf_str(&zip.file));
    has("found\n");
    ends_as(CN_STATUS_PARTIAL);
    zip_free(&inside);
}
END_TEST

START_TEST(what_stands_before_moves_all) {
    add(TYPES, "<Types/>");
    add("word/document.xml", W WORDS("found") W_END);
    zip_end(&zip);
    struct cn_buf moved = {0};
    cn_buf_add_text(&moved, "PK\3\4....");
    cn_buf_add_str(&moved, cn_buf_str(&zip.file));
    extract(cn_buf_str(&moved));
    has("found\n");
    ends_as(CN_STATUS_OK);
    cn_buf_free(&moved);
}
END_TEST

START_TEST(parts_do_not_share_bytes) {
    add(TYPES, "<Types/>");
    add("word/document.xml", W WORDS("found") W_END);
    size_t first = zip.file.len;
    add("word/header1.xml", W WORDS("above") W_END);
    zip.shift = (int)first - (int)zip.file.len;
    add("word/footer1.xml", W WORDS("below") W_END);
    extract(zip_end(&zip));
    has("found\n");
    has("above\n");
    ck_assert_ptr_null(strstr(marks, "below"));
    ends_as(CN_STATUS_PARTIAL);
}
END_TEST

START_TEST(a_header_beyond_the_end) {
    add(TYPES, "<Types/>");
    zip.shift = 1000000;
    add("word/document.xml", W WORDS("found") W_END);
    extract(zip_end(&zip));
    ends_as(CN_STATUS_PARTIAL);
}
END_TEST

/* ---- links ---- */

#define R(text) "<w:r>" text "</w:r>"
#define CODE(text) R("<w:instrText>" text "</w:instrText>")
#define CHAR(type) R("<w:fldChar w:fldCharType='" type "'/>")
#define FIELD(code, shown) CHAR("begin") code CHAR("separate") R("<w:t>" shown "</w:t>") CHAR("end")
#define SIMPLE(code) "<w:fldSimple w:instr='" code "'/>"

static const struct {
    const char *xml, *text;
} fields[] = {
    {"<w:t>AML</w:t>" FIELD(CODE(" HYPER") CODE("LINK \"http://h/") CODE("AMLASH\" "),
                            "AS") "<w:t>H</w:t>",
     "AMLASH\n{part 1 link}HYPERLINK \"http://h/AMLASH\"\n"},
    {FIELD(CODE("PAGE \\* MERGEFORMAT"), "1") FIELD(CODE("HYPERLINK \\l \"_Toc1\""), "2")
         FIELD(CODE("SEQ Figure \\* ARABIC"), "3") FIELD(CODE("DATE \\@ \"d.MM.yy\""), "4") FIELD(
             CODE("HYPERLINK \"#top\""), "5") FIELD(CODE("TOC \\o \"1-3\" \\t \"Head,1\""), "6"),
     "{paragraph 1}123456\n"},
    {SIMPLE("DOCPROPERTY A9") SIMPLE("DOCPROPERTY A9") SIMPLE("FORMTEXT")
         SIMPLE("INCLUDETEXT \"c:\\\\f\""),
     "{part 1 field}DOCPROPERTY A9\n{part 2 field}INCLUDETEXT \"c:\\\\f\"\n"},
    {FIELD(CODE("HYPERLINK \"") FIELD(CODE("DOCPROPERTY base"), "h") CODE("/A9\""), "x")
         FIELD(CODE("TOC"), "7") CHAR("begin") CODE("TOC") CHAR("separate")
             FIELD(CODE("HYPERLINK \"u\""), "8") CHAR("end") FIELD(CODE("XE \"A7\""), ""),
     "{part 1 link}HYPERLINK \"DOCPROPERTY base/A9\"\n{part 2 link}HYPERLINK \"u\"\n"
     "{part 1 field}XE \"A7\"\n"},
    {"<w:hyperlink w:tooltip='A5'/><v:shape href='http://v/'/><v:shape href='javascript:x'/>",
     "{part 1 link}A5\n{part 2 link}http://v/\n"},
};

START_TEST(fields_are_searched) {
    struct cn_buf xml = {0};
    cn_buf_addf(&xml, W "<w:p>%s</w:p>" W_END, fields[_i].xml);
    cn_buf_add_byte(&xml, '\0');
    make_docx(xml.bytes);
    cn_buf_free(&xml);
    size_t len = strlen(marks), wanted = strlen(fields[_i].text);
    ck_assert_msg(len >= wanted && strcmp(marks + len - wanted, fields[_i].text) == 0, "%s", marks);
    ends_as(CN_STATUS_OK);
}
END_TEST

#define OUTSIDE(id, target) "<Relationship Id='" id "' TargetMode='External' Target='" target "'/>"

START_TEST(addresses_stand_behind_the_text) {
    add(TYPES, "<Types/>");
    add("word/document.xml", W WORDS("text") W_END);
    add("word/_rels/document.xml.rels",
        "<Relationships>" OUTSIDE("a", "http://h/A9") OUTSIDE("b", "http://h/A9")
            OUTSIDE("c", "#top")
                OUTSIDE("d", "mailto:x") "<Relationship Target='NO'/></Relationships>");
    add("word/_rels/settings.xml.rels",
        "<Relationships>" OUTSIDE("a", "file:///A7.dot") "</Relationships>");
    add("docProps/core.xml", "<c><title>On A5</title></c>");
    extract(zip_end(&zip));
    has("On A5\n{part 1 link}http://h/A9\n{part 2 link}mailto:x\n{part 3 link}file:///A7.dot\n");
    ck_assert_ptr_null(strstr(marks, "NO"));
    ends_as(CN_STATUS_OK);
}
END_TEST

START_TEST(links_of_a_sheet_and_a_slide) {
    add(TYPES, "<Types/>");
    add("xl/workbook.xml", "<workbook><sheets><sheet name='One' r:id='r1'/></sheets></workbook>");
    add("xl/_rels/workbook.xml.rels", RELATIONS);
    add("xl/worksheets/sheet1.xml",
        "<worksheet><sheetData><row><c><v>7</v></c></row></sheetData><hyperlinks>"
        "<hyperlink ref='A1' location='Two!A1' display='A9' "
        "tooltip='A9'/></hyperlinks></worksheet>");
    add("xl/worksheets/_rels/sheet1.xml.rels",
        "<Relationships>" OUTSIDE("a", "http://h/A7") "</Relationships>");
    add("ppt/presentation.xml", "<p><sldId r:id='r1'/></p>");
    add("ppt/_rels/presentation.xml.rels",
        "<Relationships><Relationship Id='r1' Target='slides/slide1.xml'/></Relationships>");
    add("ppt/slides/slide1.xml", "<s><p><t>said</t></p><hlinkClick tooltip='A3'/></s>");
    add("ppt/slides/_rels/slide1.xml.rels",
        "<Relationships>" OUTSIDE("a", "http://h/A5") "</Relationships>");
    extract(zip_end(&zip));
    has("{cell 1}7{end}\n{table end}{part 1 link}A9\n{part 2 link}Two!A1\n{part 3 link}A9\n"
        "{part 4 link}http://h/A7\n{slide 1}{paragraph 1}said\n{part 5 link}http://h/A5\n"
        "{part 6 link}A3\n");
    ends_as(CN_STATUS_OK);
}
END_TEST

/* They are not kept in memory, and what is longer than a code is said as well. */
START_TEST(links_without_end) {
    make_large(W "<w:p>", SIMPLE("LINK \"a\"") SIMPLE("LINK \"b\""), 100000, "</w:p>" W_END);
    has("{part 200000 field}LINK \"b\"\n");
    ends_as(CN_STATUS_OK);
    zip_free(&zip);
    make_large(W "<w:p>" CHAR("begin") CODE("ADDIN A9 "), CODE("0123456789"), 100000,
               CODE("A7") CHAR("end") "</w:p>" W_END);
    has("{part 1 field}ADDIN A9 0123456789");
    has("0123456789A7\n");
    ends_as(CN_STATUS_OK);
}
END_TEST

static const char package_in_one[] =
    "<?xml version='1.0'?><pkg:package xmlns:pkg='http://schemas.microsoft.com/office/2006/x'>"
    "<Relationships>" OUTSIDE("a", "http://h/A9") "</Relationships>" W WORDS("text") W_END
    "<w:hlink w:dest='http://h/A7'/></pkg:package>";

START_TEST(links_of_one_file) {
    extract(cn_str_of(package_in_one));
    has("{paragraph 1}text\n{part 1 link}http://h/A9\n{part 2 link}http://h/A7\n");
    ends_as(CN_STATUS_OK);
}
END_TEST

#define ODF "<office:document-content><office:body><office:text>"
#define ODF_END "</office:text></office:body></office:document-content>"

START_TEST(links_of_opendocument) {
    add("mimetype", "application/vnd.oasis.opendocument.text");
    add("content.xml", ODF
        "<text:p>A<text:a xlink:href='http://h/A9'>7</text:a><text:a xlink:href='#top'>x</text:a>"
        "<draw:image xlink:href='Pictures/a.png'/><draw:object xlink:href='./Object 1'/></text:p>"
        "<text:section-source xlink:href='../A5.odt'/>" ODF_END);
    add("meta.xml",
        "<office:document-meta><meta:template xlink:href='A3.ott'/></office:document-meta>");
    add("Pictures/a.png", "x");
    add("Object 1/content.xml", "<office:document-content/>");
    extract(zip_end(&zip));
    has("{paragraph 1}A7x\n");
    has("{part 1 link}http://h/A9\n{part 2 link}../A5.odt\n{part 3 link}A3.ott\n");
    ck_assert_ptr_null(strstr(marks, "Pictures"));
    ck_assert_ptr_null(strstr(marks, "Object 1"));
    ends_as(CN_STATUS_OK);
}
END_TEST

START_TEST(what_is_embedded_is_a_document) {
    add(TYPES, "<Types/>");
    add("word/document.xml", W WORDS("x") W_END);
    add("word/media/image1.png", "picture");
    add("word/embeddings/a.txt", "inside");
    add("notes/list.dat", "stray");
    char *list = contained(zip_end(&zip), CN_STR("x"), &cn_open_limits_default);
    ck_assert_str_eq(list, "x//word/embeddings/a.txt [ok] inside\n"
                           "x//notes/list.dat [ok] stray\nx [ok]\n");
    free(list);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("read/office");
    TCase *tcase = tcase_create("office");
#ifndef CN_EXPAT
    puts("skipped: built without expat");
    return 77;
#endif
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_loop_test(tcase, real_files_are_read, 0, sizeof letters / sizeof *letters);
    tcase_add_loop_test(tcase, documents_are_read, 0, sizeof documents / sizeof *documents);
    tcase_add_test(tcase, a_million_elements_deep);
    tcase_add_test(tcase, an_attribute_without_end);
    tcase_add_test(tcase, names_without_end);
    tcase_add_test(tcase, a_bomb_ends_at_the_limit);
    tcase_add_loop_test(tcase, cells_are_read, 0, sizeof sheets / sizeof *sheets);
    tcase_add_loop_test(tcase, dates_are_shown, 0, sizeof dates / sizeof *dates);
    tcase_add_test(tcase, dates_since_1904);
    tcase_add_test(tcase, names_of_a_book);
    tcase_add_loop_test(tcase, authors_of_comments, 0, sizeof authors / sizeof *authors);
    tcase_add_test(tcase, sheets_that_are_not_listed_are_hidden);
    tcase_add_test(tcase, all_rows_of_a_sheet);
    tcase_add_loop_test(tcase, odf_is_read, 0, sizeof contents / sizeof *contents);
    tcase_add_test(tcase, repetitions_are_counted_only);
    tcase_add_test(tcase, passwords_are_told);
    tcase_add_test(tcase, an_encrypted_part_is_told);
    tcase_add_loop_test(tcase, encrypted_packages_are_told, 0, 3);
    tcase_add_loop_test(tcase, binary_workbooks_are_told, 0, 2);
    tcase_add_test(tcase, cut_anywhere);
    tcase_add_test(tcase, the_table_leads);
    tcase_add_loop_test(tcase, without_a_table_the_headers_do, 0, 2);
    tcase_add_test(tcase, a_part_that_is_not_what_it_was);
    tcase_add_test(tcase, the_table_of_a_file_inside);
    tcase_add_test(tcase, what_stands_before_moves_all);
    tcase_add_test(tcase, parts_do_not_share_bytes);
    tcase_add_test(tcase, a_header_beyond_the_end);
    tcase_add_loop_test(tcase, fields_are_searched, 0, sizeof fields / sizeof *fields);
    tcase_add_test(tcase, addresses_stand_behind_the_text);
    tcase_add_test(tcase, links_of_a_sheet_and_a_slide);
    tcase_add_test(tcase, links_without_end);
    tcase_add_test(tcase, links_of_one_file);
    tcase_add_test(tcase, links_of_opendocument);
    tcase_add_test(tcase, what_is_embedded_is_a_document);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
