"""Addresses of servers as people type them."""

from __future__ import annotations

import pytest

from pos.sync.server_address import ServerAddressInvalid, server_address


class TestServerAddress:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("https://shop.example", "https://shop.example"),
            (" https://shop.example:8443/ ", "https://shop.example:8443"),
            ("https://shop.example/till/", "https://shop.example/till"),
            ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
            ("http://localhost:8765", "http://localhost:8765"),
            ("http://[::1]:8765", "http://[::1]:8765"),
        ],
    )
    def test_is_kept_without_a_slash_at_the_end(self, typed: str, kept: str) -> None:
        assert server_address(typed) == kept

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "shop.example",
            "ftp://shop.example",
            "https://",
            "https:///x",
            "https://shop example",
            "https://user:pw@shop.example",
            "https://shop.example?x=1",
            "https://shop.example#x",
            "https://shop.example:99999",
            "https://shop.example:0",
            "https://[::1",
            "https://shop\n.example",
        ],
    )
    def test_is_refused_when_it_is_none(self, typed: str) -> None:
        with pytest.raises(ServerAddressInvalid, match="cannot be the server's address"):
            server_address(typed)

    @pytest.mark.parametrize(
        "typed",
        ["http://shop.example", "http://192.168.1.5:8765", "http://localhost.evil.example"],
    )
    def test_without_encryption_is_for_this_computer_only(self, typed: str) -> None:
        with pytest.raises(ServerAddressInvalid, match="use https"):
            server_address(typed)
