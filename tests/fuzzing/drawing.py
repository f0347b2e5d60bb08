"""What is drawn for parsers: texts and bytes that somebody might send, and damaged true ones."""

from __future__ import annotations

import gzip

from hypothesis import strategies as st

LONG = 100_000
NASTY_TEXTS = (
    *("", " ", "-", "+", ".", ",", "0", "-0", "00", "1e5", "1e400", "-1e400", "NaN", "Infinity"),
    *("12", "12.5", "12,50", "1.234,56", "1,234.56", "1 234,5", "1'234", "0x1F", "1_000", "½", "²"),
    *("٣٫٥", "۱۲", "99999999999999999999", "9" * 5_000, "0." + "0" * 5_000 + "1", "1/0", "--1"),
    *("23:59", "24:00", "7:5", "07.30", "2026-02-29", "9999-12-31", "0000-00-00", "10000-01-01"),
    *("4006381333931", "4006381333932", "036000291452", "0" * 4_096, "2912345005006"),
    *("'; DROP TABLE sale;--", "%s%n", "{0.__class__}", "<b>x</b>", "=1+1", "\x1b@", "\x1bp\x00"),
    *("\0", "a\0b", "\u202e12", "\u200b", "e\u0301" + "\u0301" * 500, "\ud800", "\ufeff12", "\r\n"),
    *("ABCD-EFGH-JKMN", "abcd efgh jkmn", "https://a.b", "http://127.0.0.1:99999", "//", "[::1"),
    *("http://[::1]:80", "https://a\u2100b", "https://x@y", "Wed, 21 Oct 2015 07:28:00 GMT"),
    *("Wed, 21 Oct 99999999999 07:28:00 GMT", "1 Jan 9999 23:59:59 -2359", "1 Jan 1 0:0:0 +2359"),
    *("9" * LONG, "(" * LONG, "a," * (LONG // 2), " " * LONG, "\u00e9" * LONG, "-" * LONG),
)
TEXTS = st.one_of(
    st.sampled_from(NASTY_TEXTS),
    st.text(max_size=40),
    st.from_regex(r"[-+]?[0-9.,:/ ٠-٩۰-۹eE*×=_'-]{0,30}", fullmatch=True),
    st.text(st.characters(codec=None, exclude_categories=()), max_size=10),
)
NASTY_BYTES = (
    *(b"", b"null", b"true", b"{}", b"[]", b'"x"', b"12", b"NaN", b"[1e400]", b"{", b"\xff\xfe"),
    *(
        b"[" * LONG,
        b'{"a":' * LONG,
        b'{"a":1,"a":2}',
        b"9" * 5_000,
        b'"\\ud800"',
        b"\xef\xbb\xbf{}",
    ),
    *(b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"\x80\x04.", b"\0" * 1024, b"<html>"),
)


@st.composite
def damaged(draw: st.DrawFn, *whole: bytes) -> bytes:
    """Draw true bytes, or such with some of them changed, lost, doubled or put in."""
    content = bytearray(draw(st.sampled_from(whole)))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(content)))
        until = min(len(content), at + draw(st.sampled_from([1, 2, 8, 100, 1_000_000])))
        match draw(st.sampled_from(["change", "lose", "double", "insert", "flip"])):
            case "change":
                content[at:until] = draw(st.binary(max_size=8) | st.sampled_from(NASTY_BYTES[:12]))
            case "lose":
                del content[at:until]
            case "double":
                content[at:at] = content[at:until][:1_000]
            case "insert":
                content[at:at] = draw(st.binary(max_size=8) | st.sampled_from(NASTY_BYTES[:12]))
            case _ if at < len(content):
                content[at] ^= 1 << draw(st.integers(0, 7))
            case _:
                pass
    return bytes(content)


def bytes_like(*whole: bytes) -> st.SearchStrategy[bytes]:
    """Draw what resembles one of these, and what resembles nothing."""
    return damaged(*whole) | st.sampled_from(NASTY_BYTES) | st.binary(max_size=100)


def packed_or_not(*whole: bytes) -> st.SearchStrategy[bytes]:
    """Draw what resembles one of these, plain, gzipped, or gzipped and then damaged."""
    zipped = [gzip.compress(one, mtime=0) for one in whole]
    return bytes_like(*whole, *zipped) | bytes_like(*whole).map(lambda one: gzip.compress(one))
