#!/bin/bash
# make-office.sh: the office files of tests/formats/office, by the programs that people use.
#
#     make-office.sh FOLDER
#
# Needs libreoffice-writer-nogui, -calc-nogui and -impress-nogui, python3-docx, python3-openpyxl and
# python3-xlsxwriter. The files are committed; this says how they came to be.
set -eu
to=$(realpath "$1")
top=$(realpath "$(dirname "$0")/../..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# convert FORMAT FILE [OPTION]...
convert() {
    soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to "$1" \
        --outdir "$to" "$2" "${@:3}" >/dev/null 2>&1
}

cp "$top/samples/dump/huawei/projects-2014.csv" "$to/table.csv"
for format in xlsx ods; do
    convert "$format" "$to/table.csv" --infilter="CSV:44,34,76"
done

cat >letter.fodt <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
 <office:meta><dc:title>On QXTITLE</dc:title></office:meta>
 <office:automatic-styles>
  <style:page-layout style:name="pl"><style:header-style/><style:footer-style/></style:page-layout>
  <style:style style:name="hid" style:family="text"><style:text-properties text:display="none"/></style:style>
  <style:style style:name="fr" style:family="graphic"><style:graphic-properties style:wrap="none"/></style:style>
 </office:automatic-styles>
 <office:master-styles>
  <style:master-page style:name="Standard" style:page-layout-name="pl">
   <style:header><text:p>QXHEADER at the top</text:p></style:header>
   <style:footer><text:p>QXFOOTER at the bottom</text:p></style:footer>
  </style:master-page>
 </office:master-styles>
 <office:body><office:text>
  <text:tracked-changes><text:changed-region text:id="ct1"><text:deletion><office:change-info><dc:creator>somebody</dc:creator><dc:date>2020-01-01T00:00:00</dc:date></office:change-info><text:p>QXDELETED</text:p></text:deletion></text:changed-region></text:tracked-changes>
  <text:h text:outline-level="1">The QXHEADING</text:h>
  <text:p>BOUNDLESS<text:note text:id="ftn1" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>see QXFOOTNOTE</text:p></text:note-body></text:note> INFORMANT<text:s text:c="2"/>and<text:tab/>a tab,<text:line-break/>a line <text:change text:change-id="ct1"/>end</text:p>
  <text:p>One with a comment<office:annotation><dc:creator>somebody</dc:creator><dc:date>2020-01-01T00:00:00</dc:date><text:p>QXCOMMENT on it</text:p></office:annotation> in it, and <text:span text:style-name="hid">QXHIDDEN text</text:span></text:p>
  <text:p>A box <draw:frame draw:style-name="fr" draw:name="f" text:anchor-type="as-char" svg:width="6cm" svg:height="1cm"><draw:text-box><text:p>QXBOX inside</text:p></draw:text-box></draw:frame>stands here</text:p>
  <table:table table:name="T"><table:table-column table:number-columns-repeated="2"/>
   <table:table-row><table:table-cell><text:p>Account</text:p></table:table-cell><table:table-cell><text:p>Country</text:p></table:table-cell></table:table-row>
   <table:table-row><table:table-cell><text:p>Operator K</text:p><text:p>of the north</text:p></table:table-cell><table:table-cell><text:p>A9</text:p></table:table-cell></table:table-row>
  </table:table>
  <text:p>中文 QXCHINESE 项目<text:note text:id="en1" text:note-class="endnote"><text:note-citation>i</text:note-citation><text:note-body><text:p>QXENDNOTE</text:p></text:note-body></text:note></text:p>
 </office:text></office:body>
</office:document>
END
cp letter.fodt "$to/letter.fodt"
for format in odt docx docm dotx; do convert "$format" letter.fodt; done

cat >talk.fodp <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.presentation">
 <office:body><office:presentation>
  <draw:page draw:name="one" draw:master-page-name="Default"><draw:frame svg:x="1cm" svg:y="1cm" svg:width="10cm" svg:height="2cm"><draw:text-box><text:p>The first is QXFIRST</text:p></draw:text-box></draw:frame>
   <presentation:notes><draw:frame presentation:class="notes" svg:x="1cm" svg:y="1cm" svg:width="10cm" svg:height="2cm"><draw:text-box><text:p>say QXNOTES</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>
  <draw:page draw:name="two" draw:master-page-name="Default"><draw:frame svg:x="1cm" svg:y="1cm" svg:width="10cm" svg:height="2cm"><draw:text-box><text:p>The second is QXSECOND</text:p></draw:text-box></draw:frame></draw:page>
 </office:presentation></office:body>
</office:document>
END
for format in odp pptx; do convert "$format" talk.fodp; done

"${PYTHON:-/usr/bin/python3}" - "$to" <<'END'
import sys, docx, openpyxl, xlsxwriter
from openpyxl.comments import Comment
to = sys.argv[1]
d = docx.Document()
d.core_properties.title = "QXPROPERTY"
d.sections[0].header.paragraphs[0].text = "QXHEADER"
d.add_paragraph("Split ").add_run("QXRU").bold = True
d.paragraphs[-1].add_run("NS here")
t = d.add_table(2, 3)
t.cell(0, 0).merge(t.cell(0, 1)).text = "Both"
t.cell(0, 2).text = "Country"
t.cell(1, 0).text, t.cell(1, 1).text, t.cell(1, 2).text = "a", "b", "A9"
t.cell(1, 0).add_table(1, 1).cell(0, 0).text = "QXNESTED"
d.save(to + "/python.docx")

w = openpyxl.Workbook()
s = w.active
s.title = "Shown"
s.append(["Account", "Country"])
s.append(["Operator K", "A9"])
s["B2"].comment = Comment("QXREMARK by me", "me")
s["D5"], s["E5"] = 7, True
s.merge_cells("A8:C9")
s["A8"] = "QXMERGED"
s.oddHeader.center.text = "QXTOP && more"
h = w.create_sheet("Hidden")
h["C3"] = "QXHIDDENSHEET"
h.sheet_state = "hidden"
v = w.create_sheet("Very")
v["A1"] = "QXVERY"
v.sheet_state = "veryHidden"
w.save(to + "/python.xlsx")

x = xlsxwriter.Workbook(to + "/writer.xlsx")
s = x.add_worksheet("项目")
s.write_row(0, 0, ["Account", "国家"])
s.write_row(1, 0, ["中文", "A9"])
s.write_formula(2, 0, '="QX"&"FORMULA"', None, "QXFORMULA")
s.write_rich_string(3, 0, "QX", x.add_format({"bold": True}), "RICH", " text")
s.write(4, 0, "two\nlines")
s.write_comment(4, 1, "QXNOTE")
s.insert_textbox(6, 1, "QXTEXTBOX")
x.close()
x = xlsxwriter.Workbook(to + "/inline.xlsx", {"constant_memory": True})
s = x.add_worksheet()
s.write(0, 0, "QXINLINE")
x.close()
END
rm "$to/table.csv"
