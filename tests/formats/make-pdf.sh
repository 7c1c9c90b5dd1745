#!/bin/bash
# make-pdf.sh: makes the files of tests/formats/pdf again, with the programs that people make PDF
# with: LibreOffice, pdflatex, groff, Ghostscript, cairo, img2pdf, qpdf. Run it from the tree's top.
# memory.pdf is not made here: a fuzzer made it of form.pdf.
# What comes out differs from run to run in dates and identifiers, not in what it says.
set -eu
out=$PWD/tests/formats/pdf
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# LibreOffice: two pages, a note in the margin, title and keywords, a table.
cat >office.fodt <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:meta><dc:title>Notes on QXHERON</dc:title><dc:subject>Towers</dc:subject><meta:keyword>QXPELICAN</meta:keyword></office:meta>
<office:body><office:text>
<text:h text:outline-level="1">Shipping</text:h>
<text:p>The crates of QXPELICAN arrived on Monday.</text:p>
<table:table><table:table-column table:number-columns-repeated="2"/><table:table-row><table:table-cell><text:p>Project</text:p></table:table-cell><table:table-cell><text:p>QXHERON</text:p></table:table-cell></table:table-row></table:table>
<text:h text:outline-level="1">Payment</text:h>
<text:p>Nothing was paid for QXHERON.</text:p>
</office:text></office:body></office:document>
END
soffice --headless --convert-to \
    'pdf:writer_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"}}' office.fodt >/dev/null 2>&1
cp office.pdf "$out/libreoffice.pdf"

# TeX: two columns, a word divided at a line's end, ligatures.
cat >tex.tex <<'END'
\documentclass[twocolumn]{article}\pagestyle{empty}\textheight=8cm
\begin{document}
The first office of QXPELICAN was efficient. \hbox to\columnwidth{the harbour of\hfil QXPEL-}\par
\noindent ICAN was closed. \newpage In the second column QXHERON is mentioned.
\newpage Second page: QXPELICAN.
\end{document}
END
pdflatex tex.tex >/dev/null
cp tex.pdf "$out/tex.pdf"

# groff, and Ghostscript from PostScript.
printf '.TH PLAN 1\n.SH QXPELICAN\nThe plan of QXHERON is old.\n' >man.roff
groff -man -T pdf man.roff >"$out/groff.pdf"
groff -man -T ps man.roff >man.ps
ps2pdf man.ps "$out/ghostscript.pdf"

# cairo with a Chinese font embedded; a page that is a picture, alone and between two of text;
# 300 pages.
/usr/bin/python3 - "$out" <<'END'
import cairo, sys
from PIL import Image, ImageDraw
out = sys.argv[1]

def pages(path, texts, font="WenQuanYi Micro Hei"):
    surface = cairo.PDFSurface(path, 300, 200)
    context = cairo.Context(surface)
    context.select_font_face(font)
    context.set_font_size(12)
    for text in texts:
        if text == "PICTURE":
            picture = cairo.ImageSurface.create_from_png("page.png")
            context.set_source_surface(picture, 0, 0)
            context.paint()
            context.set_source_rgb(0, 0, 0)
        else:
            for number, line in enumerate(text.split("\n")):
                context.move_to(20, 40 + 20 * number)
                context.show_text(line)
        context.show_page()
    surface.finish()

page = Image.new("1", (300, 200), 1)
ImageDraw.Draw(page).text((20, 40), "QXPELICAN, scanned", fill=0)
page.save("page.png")
pages(out + "/chinese.pdf", ["中国项目 QXHERON 在这里"])
pages(out + "/mixed.pdf", ["First QXPELICAN", "PICTURE", "Third QXHERON", "PICTURE"], "DejaVu Sans")
pages(out + "/long.pdf", ["Page %d of QXPELICAN" % n for n in range(1, 301)], "DejaVu Sans")
END
img2pdf page.png -o "$out/scanned.pdf"

# qpdf: encrypted for readers and for owners, with a file attached, packed tightly.
printf 'The attached note says QXHERON.\n' >note.txt
qpdf --encrypt secret owner 256 -- "$out/groff.pdf" "$out/user-password.pdf"
qpdf --encrypt '' owner 128 --use-aes=y --modify=none --extract=n -- "$out/groff.pdf" "$out/owner-password.pdf"
qpdf "$out/groff.pdf" --add-attachment note.txt -- "$out/attachment.pdf"
qpdf --object-streams=generate --recompress-flate --compression-level=9 "$out/long.pdf" long.pdf
mv long.pdf "$out/long.pdf"

# By hand, with a table of objects by qpdf: Chinese in a font that is not embedded; a form whose
# values have no appearance, a note, an outline.
gbk_text=$(printf '项目 QXHERON 中国' | iconv -t GBK | od -An -tx1 | tr -d ' \n')
cat >gbk.txt <<END
%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length $((${#gbk_text} + 32))>>stream
BT /F 12 Tf 10 90 Td <$gbk_text> Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/GBK-EUC-H/DescendantFonts[6 0 R]>>endobj
6 0 obj<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 7 0 R>>endobj
7 0 obj<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>endobj
trailer<</Root 1 0 R/Size 8>>
%%EOF
END
qpdf gbk.txt "$out/chinese-gbk.pdf" 2>/dev/null || [ $? -eq 3 ]
cat >form.txt <<'END'
%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]>>/Outlines 8 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[6 0 R 7 0 R]>>endobj
4 0 obj<</Length 46>>stream
BT /F 12 Tf 10 90 Td (Name of project:) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
6 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(project)/V(QXPELICAN)/Rect[100 80 200 100]/P 3 0 R>>endobj
7 0 obj<</Type/Annot/Subtype/Text/Contents(Ask about QXHERON)/Rect[10 10 30 30]/P 3 0 R>>endobj
8 0 obj<</Type/Outlines/First 9 0 R/Last 10 0 R/Count 2>>endobj
9 0 obj<</Title(QXPELICAN plan)/Parent 8 0 R/Next 10 0 R/Dest[3 0 R/Fit]/First 11 0 R/Last 11 0 R/Count 1>>endobj
10 0 obj<</Title(The end)/Parent 8 0 R/Prev 9 0 R/Dest[3 0 R/Fit]>>endobj
11 0 obj<</Title(Below it QXHERON)/Parent 9 0 R/Dest[3 0 R/Fit]>>endobj
trailer<</Root 1 0 R/Size 12>>
%%EOF
END
qpdf form.txt "$out/form.pdf" 2>/dev/null || [ $? -eq 3 ]
