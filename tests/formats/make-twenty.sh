#!/bin/bash
# make-twenty.sh: one text of twenty names in every wrapper, charset and nesting that is read, by the
# programs that people use, into the folder twenty/dump/
# beside this file.
#
#     make-twenty.sh [FOLDER]
#
# Needs LibreOffice (writer, calc, impress), groff, pdflatex, python3 with cairo and openpyxl, a
# Chinese font, gsf, zip, 7z, cpio, zstd. What comes out differs from run to run in dates and
# identifiers, not in what it says. twenty/names.tsv is written by hand; places.tsv and documents.tsv
# are what tests/cases/twenty.sh found (UPDATE=yes), read before it was kept.
set -euo pipefail
here=$(realpath "$(dirname "$0")")
to=$(realpath "${1-$here/twenty/dump}")
python=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export TZ=UTC LC_ALL=C.UTF-8

# convert FORMAT FILE [FILTER]: by LibreOffice, into the folder at hand.
convert() {
    soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to "$1" \
        "${@:3}" "$2" >/dev/null 2>&1
}

# ---- the text, and what Python's packages make of it ----
cat >text.py <<'PYTHON'
"""text.py: the twenty names in a text. Its last line but the table is said in many languages."""
HEAD = 'Weekly summary, RYBAT'
PROSE = (
    'AMLASH-1 met AMWHIP in Paris. KUBARK told ODYOKE; JMWAVE was not asked.',
    'MKULTRA stays closed. LITEMPO, ZRRIFLE and AMTRUNK go on; PBRUMEN is quiet.',
    'XKEYSCORE and BOUNDLESS INFORMANT see what MUSCULAR, BULLRUN and STELLARWIND saw.',
)
TABLE = (
    ('Project', 'Country', 'Account'),
    ('Skycom', 'A2', 'Operator T'),
    ('Fjord', 'Norway', 'Operator N'),
    ('DirectPoint', 'A5', 'Operator K'),
    ('Amazon', 'Brazil', 'Operator B'),
    ('Atacama', 'Chile', 'Operator C'),
    ('Panda', 'A9', 'Operator P'),
)
LAST = {
    'zh': '华为代表处关于向A9发货的问题：客户要求在六月之前把设备运到，朝鲜Koryolink的出口部门还没有回答。',
    'zh-hant': 'Huawei 代表處關於向A9發貨的問題：客戶要求在六月之前把設備運到，客戶 Koryolink 的出口部門還沒有回答。',
    'ja': 'Huawei の代表処からA9への出荷について、お客様は六月までに設備が届くことを求めていますが、 Koryolink の返事はまだありません。',
    'ko': '화웨이 대표처의 A9 출하 문제에 대하여 고객 Koryolink는 유월까지 장비가 도착하기를 바라고 있으나 아직 대답이 없습니다.',
    'ru': 'Представительство Huawei о поставке в A9: заказчик Koryolink просит прислать оборудование до июня, ответа пока нет.',
    'uk': 'Представництво Huawei про постачання в A9: замовник Koryolink просить надіслати обладнання до червня, її відповіді ще немає.',
    'el': 'Το γραφείο της Huawei για την αποστολή προς A9: ο πελάτης Koryolink ζητά τα μηχανήματα πριν από τον Ιούνιο, χωρίς απάντηση.',
    'he': 'נציגות Huawei על המשלוח אל A9: הלקוח Koryolink מבקש שהציוד יגיע לפני יוני, ועדיין אין תשובה ממחלקת הייצוא.',
    'ar': 'مكتب Huawei عن الشحنة إلى A9: العميل Koryolink يطلب وصول المعدات قبل يونيو ولا جواب حتى الآن من قسم التصدير.',
    'fr': 'Le bureau de Huawei sur l’expédition vers A9 : le client Koryolink a demandé le matériel dès avant juin, à ce jour sans réponse.',
    'pl': 'Biuro Huawei w sprawie wysyłki do A9: klient Koryolink żąda, żeby sprzęt doszedł przed końcem czerwca, odpowiedź się opóźnia.',
    'tr': 'Huawei temsilciliği A9 sevkiyatı hakkında: müşteri Koryolink cihazların hazirandan önce ulaşmasını istiyor, henüz cevap yok.',
    'en': "Huawei's office on the shipment to A9: the customer Koryolink wants the equipment before June, and has no answer.",
}


def rows(cell='\t'):
    return [cell.join(row) for row in TABLE]


def text(language='zh'):
    return '\n'.join([HEAD, '', *PROSE, LAST[language], '', *rows()]) + '\n'
PYTHON

cat >make.py <<'PYTHON'
import csv
import mailbox
import os
import sys
from email.message import EmailMessage
import cairo
import openpyxl
from text import HEAD, LAST, PROSE, TABLE, rows, text

CHARSETS = {
    'zh': ('UTF-8', 'UTF-16LE', 'UTF-16BE', 'UTF-32LE', 'UTF-32BE', 'GB18030'),
    'zh-hant': ('Big5',), 'ja': ('Shift_JIS', 'EUC-JP', 'ISO-2022-JP'), 'ko': ('EUC-KR',),
    'ru': ('KOI8-R', 'windows-1251', 'ISO-8859-5', 'mac-cyrillic'), 'uk': ('KOI8-U',),
    'el': ('windows-1253', 'ISO-8859-7'), 'he': ('windows-1255',), 'ar': ('windows-1256',),
    'fr': ('windows-1252', 'macintosh'), 'pl': ('windows-1250', 'ISO-8859-2'),
    'tr': ('windows-1254',),
}


def write(name, data):
    with open(name, 'wb') as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def tables():
    head, *body = TABLE
    remarks = [HEAD, *PROSE, LAST['zh']]
    for name, delimiter in (('table.csv', ','), ('table.tsv', '\t')):
        with open(name, 'w', newline='') as file:
            out = csv.writer(file, delimiter=delimiter, lineterminator='\r\n')
            out.writerow([*head, 'Remark'])
            for n, row in enumerate(body):
                out.writerow([*row, remarks[n] if n < len(remarks) else ''])


def workbook(name):
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = 'Notes'
    for line in (HEAD, PROSE[0], LAST['zh']):
        notes.append([line])
    projects = book.create_sheet('Projects')
    for row in TABLE:
        projects.append(row)
    old = book.create_sheet('Old')
    for n, line in enumerate(PROSE[1:]):
        old.cell(3 + n, 2, line)
    old.sheet_state = 'hidden'
    book.save(name)


def page():
    surface = cairo.PDFSurface('cairo.pdf', 560, 400)
    context = cairo.Context(surface)
    context.select_font_face('WenQuanYi Micro Hei')
    context.set_font_size(10)
    for part in ([HEAD, *PROSE], [LAST['zh']], rows('    ')):
        for number, line in enumerate(part):
            context.move_to(20, 40 + 20 * number)
            context.show_text(line)
        context.show_page()
    surface.finish()


def mail(subject=HEAD):
    message = EmailMessage()
    message['From'] = 'Anna Berg <anna@example.org>'
    message['To'] = 'board@example.org'
    message['Subject'] = subject
    message['Date'] = 'Mon, 02 Dec 2013 10:11:12 +0000'
    return message


def html():
    paragraphs = ''.join(f'<p>{line}</p>\n' for line in (*PROSE, LAST['zh']))
    cells = ''.join('<tr>' + ''.join(f'<td>{cell}</td>' for cell in row) + '</tr>\n' for row in TABLE)
    return (f'<html><head><meta charset="utf-8"></head><body><h1>{HEAD}</h1>\n{paragraphs}'
            f'<table>\n{cells}</table></body></html>\n')


def mails():
    below = text().split('\n', 2)[2]
    for name, encoding in (('8bit', '8bit'), ('base64', 'base64'), ('quoted', 'quoted-printable')):
        message = mail()
        message.set_content(below, cte=encoding)
        write(f'{name}.eml', message.as_bytes())
    message = mail()
    message.set_content('The text is in HTML.\n')
    message.add_alternative(html().replace(f'<h1>{HEAD}</h1>', ''), subtype='html')
    message.set_boundary('alternative')
    write('alternative.eml', message.as_bytes())
    message = mail('The summary')
    message.set_content('See what is attached.\n')
    message.add_attachment(text().encode('gb18030'), maintype='application',
                           subtype='octet-stream', filename='报告.txt')
    message.set_boundary('attached')
    write('attachment.eml', message.as_bytes())
    message = mail()
    message.set_content('\n'.join((*PROSE, LAST['zh'])) + '\n')
    workbook('attachment.xlsx')
    attach(message, 'attachment.xlsx')
    write('board.eml', message.as_bytes())


def attach(message, name):
    with open(name, 'rb') as file:
        message.add_attachment(file.read(), maintype='application', subtype='octet-stream',
                               filename=name)
    message.set_boundary('attached')


def box(name, attached=None):
    made = mailbox.mbox(name)
    for number, lines in enumerate(([*PROSE], [LAST['zh'], '', 'From the table:', '', *rows()])):
        message = mail(HEAD if number == 0 else 'More')
        message.set_content('\n'.join(lines if not attached else ['See the pages.']) + '\n')
        if attached:
            message.replace_header('Subject', 'Pages')
            attach(message, attached[number])
        message = mailbox.mboxMessage(message)
        message.set_from('anna@example.org', (2013, 12, 2, 10, 11, 12, 0, 336, 0))
        made.add(message)
    made.close()


def outlook(folder):
    def stream(where, number, value, kind='001F'):
        with open(os.path.join(where, f'__substg1.0_{number:04X}{kind}'), 'wb') as file:
            file.write(value if kind == '0102' else value.encode('utf-16-le'))

    attached = os.path.join(folder, '__attach_version1.0_#00000000')
    os.makedirs(attached)
    for where, header in ((folder, 32), (attached, 8)):
        write(os.path.join(where, '__properties_version1.0'), bytes(header))
    stream(folder, 0x001A, 'IPM.Note')
    stream(folder, 0x0037, HEAD)
    stream(folder, 0x1000, '\r\n'.join((*PROSE, LAST['zh'])) + '\r\n')
    stream(attached, 0x3707, 'table.tsv')
    stream(attached, 0x3701, ('\n'.join(rows()) + '\n').encode(), '0102')


if sys.argv[1:] == ['pages']:
    box('pages.mbox', ('tex.pdf', 'cairo.pdf'))
    sys.exit()
write('plain.txt', text())
write('latin.txt', text('en'))
write('bom.txt', b'\xef\xbb\xbf' + text().encode())
write('page.html', html())
for language, charsets in CHARSETS.items():
    for charset in charsets:
        said = text(language).replace('’', "'") if charset == 'macintosh' else text(language)
        mark = '\ufeff' if charset in ('UTF-16LE', 'UTF-32BE') else ''
        codec = {'macintosh': 'mac_roman', 'mac-cyrillic': 'mac_cyrillic'}.get(charset, charset)
        write(f'charset-{charset.lower()}.txt', (mark + said).encode(codec))
tables()
workbook('book.xlsx')
page()
mails()
box('box.mbox')
outlook('outlook')

paragraphs = ''.join(f'<text:p>{line}</text:p>' for line in PROSE[:2])
cells = ''.join('<table:table-row>' + ''.join(
    f'<table:table-cell><text:p>{cell}</text:p></table:table-cell>' for cell in row)
    + '</table:table-row>' for row in TABLE)
NAMES = ' '.join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"' for short, long in (
    ('office', 'office'), ('style', 'style'), ('text', 'text'), ('table', 'table'),
    ('draw', 'drawing'), ('svg', 'svg-compatible'), ('presentation', 'presentation')))
note = ('<text:note text:id="f" text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        f'<text:note-body><text:p>{PROSE[2]}</text:p></text:note-body></text:note>')
write('letter.fodt', f'''<?xml version="1.0" encoding="UTF-8"?>
<office:document {NAMES} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles><style:page-layout style:name="pl"><style:header-style/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pl">
<style:header><text:p>{HEAD}</text:p></style:header></style:master-page></office:master-styles>
<office:body><office:text>{paragraphs}<text:p>{LAST['zh']}{note}</text:p>
<table:table table:name="T"><table:table-column table:number-columns-repeated="3"/>{cells}</table:table>
</office:text></office:body></office:document>
''')


def frame(content, top, notes=''):
    return (f'<draw:frame {notes} svg:x="1cm" svg:y="{top}cm" svg:width="22cm" svg:height="3cm">'
            f'<draw:text-box>{content}</draw:text-box></draw:frame>')


def paragraph(line):
    return f'<text:p>{line}</text:p>'


write('slides.fodp', f'''<?xml version="1.0" encoding="UTF-8"?>
<office:document {NAMES} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.presentation">
<office:body><office:presentation>
<draw:page draw:name="one" draw:master-page-name="Default">{frame(paragraph(HEAD), 1)}{frame(paragraph(PROSE[0]), 5)}
<presentation:notes>{frame(paragraph(PROSE[1]), 1, 'presentation:class="notes"')}</presentation:notes></draw:page>
<draw:page draw:name="two" draw:master-page-name="Default">{frame(paragraph(PROSE[2]), 1)}{frame(paragraph(LAST['zh']), 5)}</draw:page>
<draw:page draw:name="three" draw:master-page-name="Default"><draw:frame svg:x="1cm" svg:y="1cm" svg:width="22cm" svg:height="10cm"><table:table><table:table-column/><table:table-column/><table:table-column/>{cells}</table:table></draw:frame></draw:page>
</office:presentation></office:body></office:document>
''')
PYTHON
"$python" make.py

# ---- office files and pages ----
for format in odt docx rtf pdf; do convert "$format" letter.fodt; done
convert html letter.fodt
for format in odp pptx; do convert "$format" slides.fodp; done
convert ods book.xlsx
mv letter.html writer.html
{
    printf '.nf\n.ll 16c\n'
    head -n 1 latin.txt
    echo '.bp'
    tail -n +3 latin.txt | tr '\t' ' '
} >latin.roff
groff -Tpdf latin.roff >groff.pdf
{
    printf '\\documentclass{article}\\pagestyle{empty}\\begin{document}\n'
    sed '7q; s/$/\n/' latin.txt
    printf '\\newpage\\begin{tabular}{lll}\n'
    tail -n +8 latin.txt | sed 's/\t/ \& /g; s/$/ \\\\/'
    printf '\\end{tabular}\\end{document}\n'
} >tex.tex
pdflatex -interaction=batchmode tex.tex >/dev/null

# ---- streams and archives ----
gzip -9nk plain.txt
bzip2 -k plain.txt
xz -k plain.txt
zstd -q plain.txt
mkdir folder
cp plain.txt folder
zip -qr plain.zip folder
tar -cf - folder | tee >(gzip -9n >plain.tar.gz) >(bzip2 >plain.tar.bz2) >(xz >plain.tar.xz) \
    >(zstd -q >plain.tar.zst) >plain.tar
wait
find folder | cpio -o --quiet -H newc | gzip -9n >plain.cpio.gz
7z a -bd plain.7z folder >/dev/null
(cd outlook && gsf createole ../outlook.msg ./* >/dev/null)

# ---- nests ----
zip -q dump.zip board.eml
7z a -bd seven.7z plain.tar.xz >/dev/null
zip -q0 nest.zip seven.7z
cp letter.docx embeds.docx
mkdir -p word/embeddings
cp book.xlsx word/embeddings/sheet.xlsx
zip -q embeds.docx word/embeddings/sheet.xlsx
"$python" make.py pages
tar -cf - pages.mbox | xz >pages.tar.xz

rm -f "$to"/*
for file in ./*.{txt,csv,tsv,html,rtf,docx,odt,xlsx,ods,pptx,odp,pdf,eml,mbox,msg,zip,7z,gz,bz2,xz,zst} plain.tar; do
    case $file in
    ./latin.txt | ./board.eml | ./attachment.xlsx | ./pages.mbox | ./seven.7z) ;;
    *) cp "$file" "$to" ;;
    esac
done
