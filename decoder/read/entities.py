"""Writes entities.inc: the HTML standard's named character references, which Python's library
holds as the standard publishes them, in byte order.

    python3 entities.py >entities.inc
"""
from html.entities import html5

for name in sorted(html5, key=lambda name: name.encode()):
    text = "".join(f"\\{byte:03o}" for byte in html5[name].encode())
    print(f'{{"{name}", "{text}"}},')
