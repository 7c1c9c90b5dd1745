#!/bin/bash
# make-mail.sh: mails and mailboxes by Python's email and mailbox packages, into the folder mail/ beside
# this file. What they hold is told by tests/cases/mail.sh.
set -euo pipefail
cd "$(dirname "$0")/mail"
exec python3 - <<'PYTHON'
import email.charset
import mailbox
from email import encoders
from email.header import Header
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

DATE = "Mon, 02 Dec 2013 10:11:12 +0000"


def write(name, message):
    data = message if isinstance(message, bytes) else message.as_bytes()
    with open(name, "wb") as file:
        file.write(data)


def head(message, subject="Report"):
    message["From"] = "Anna Berg <anna@example.org>"
    message["To"] = "Jon <jon@example.org>, eve@example.org"
    message["Subject"] = subject
    message["Date"] = DATE
    message["Message-ID"] = "<1@example.org>"
    return message


def fixed(message, boundary):
    message.set_boundary(boundary)
    return message


# plain text in the transfer encodings
for name, cte in (("7bit", "7bit"), ("base64", "base64"), ("quoted", "quoted-printable")):
    message = head(EmailMessage())
    message.set_content("AMLASH met the officer.\n" * 3 + "x" * 60 + " end=1\n", cte=cte)
    write(f"{name}.eml", message)
message = head(EmailMessage())
message.set_content("AMLASH über Größe.\n", cte="8bit")
write("8bit.eml", message)
write("crlf.eml", open("7bit.eml", "rb").read().replace(b"\n", b"\r\n"))

# headers and bodies in charsets
SUBJECTS = {
    "utf-8": "Größe der AMLASH-Akte: ein sehr langer Betreff, der über mehrere Wörter geht — 报告",
    "iso-2022-jp": "AMLASH についての報告書です。長い件名なので折り返されます。",
    "gb2312": "关于 AMLASH 的报告，这是一个很长的主题需要折行才能发送",
    "big5": "關於 AMLASH 的報告，這是一個很長的主題",
    "koi8-r": "Доклад об AMLASH для начальника отдела",
    "windows-1251": "Отчёт об AMLASH для начальника отдела",
    "iso-8859-1": "Größe der AMLASH-Akte",
}
for charset, text in SUBJECTS.items():
    message = MIMEMultipart()
    message["From"] = str(Header(text[:4], charset)) + " <a@example.org>"
    message["Subject"] = Header(text, charset)
    message["Date"] = DATE
    message.attach(MIMEText(text + "\n", "plain", charset))
    write(f"charset-{charset}.eml", fixed(message, "=b="))

# attachments in every encoding, names encoded in both ways
message = fixed(head(MIMEMultipart(), "Attachments"), "outer")
message.attach(MIMEText("See the files on AMLASH.\n"))
for name, encode in (("b64.txt", encoders.encode_base64), ("qp.txt", encoders.encode_quopri),
                     ("plain.txt", encoders.encode_7or8bit)):
    part = MIMEBase("text", "x-notes")
    part.set_payload(f"AMTHUG in {name}\n")
    encode(part)
    part.add_header("Content-Disposition", "attachment", filename=name)
    message.attach(part)
part = MIMEBase("application", "octet-stream")
part.set_payload("AMTRUNK here\n")
encoders.encode_base64(part)
part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", "Größe.txt"))
message.attach(part)
part = MIMEBase("application", "octet-stream", name=str(Header("报告.txt", "gb2312")))
part.set_payload("AMBUD here\n")
encoders.encode_base64(part)
message.attach(part)
part = MIMEBase("application", "ms-tnef", name="winmail.dat")
part.set_payload(b"\x78\x9f\x3e\x22\x01\x00")
encoders.encode_base64(part)
message.attach(part)
attachments = message
write("attachments.eml", message)
write("no-end.eml", message.as_bytes().rsplit(b"--outer--", 1)[0])

# alternatives: the same in HTML, more in HTML, HTML alone, HTML in related
def alternative(plain, html, related=False):
    message = fixed(head(MIMEMultipart("alternative")), "alt")
    if plain is not None:
        message.attach(MIMEText(plain))
    part = MIMEText(html, "html")
    if related:
        outer = fixed(MIMEMultipart("related"), "rel")
        outer.attach(part)
        part = outer
    message.attach(part)
    return message


HTML = "<html><style>p {{ color: red }}</style><body><p>{}</p></body></html>\n"
write("alternative.eml", alternative("AMLASH is here\n", HTML.format("AMLASH is here")))
write("alternative-related.eml", alternative("AMLASH is here\n", HTML.format("AMLASH is here"), True))
write("alternative-more.eml", alternative("See the HTML\n", HTML.format("AMLASH is here and nowhere else")))
write("alternative-html.eml", alternative(None, HTML.format("AMLASH is here")))

# a mail in a mail in a mail
inner = head(MIMEText("AMTHUG innermost\n"), "Innermost")
for level in range(2):
    outer = fixed(head(MIMEMultipart(), f"Level {level}"), f"level{level}")
    outer.attach(MIMEText(f"AMLASH level {level}\n"))
    outer.attach(MIMEMessage(inner))
    inner = outer
write("nested.eml", inner)

# signed and encrypted
message = fixed(head(MIMEMultipart("signed", protocol="application/pgp-signature", micalg="pgp-sha1")), "sig")
message.attach(MIMEText("AMLASH signed\n"))
part = MIMEBase("application", "pgp-signature", name="signature.asc")
part.set_payload("-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n")
message.attach(part)
write("signed.eml", message)
message = fixed(head(MIMEMultipart("encrypted", protocol="application/pgp-encrypted")), "enc")
part = MIMEBase("application", "pgp-encrypted")
part.set_payload("Version: 1\n")
message.attach(part)
part = MIMEBase("application", "octet-stream", name="encrypted.asc")
part.set_payload("-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n")
message.attach(part)
write("encrypted.eml", message)
message = head(MIMEBase("application", "pkcs7-mime", smime_type="enveloped-data", name="smime.p7m"))
message.set_param("smime-type", "enveloped-data")
message.set_payload(b"\x30\x80\x06\x09")
encoders.encode_base64(message)
write("smime.eml", message)

# mailboxes
for name, kind in (("box.mbox", mailbox.mbox),):
    box = kind(name)
    box.clear()
    for n in range(3):
        message = mailbox.mboxMessage(head(MIMEText(f"AMLASH {n}\n\nFrom here on, more.\n"), f"Number {n}"))
        message.set_from("anna@example.org", (2013, 12, 2, 10, 11, 12, 0, 336, 0))
        box.add(message)
    message = mailbox.mboxMessage(attachments)
    message.set_from("anna@example.org", (2013, 12, 2, 10, 11, 12, 0, 336, 0))
    box.add(message)
    box.close()
PYTHON
