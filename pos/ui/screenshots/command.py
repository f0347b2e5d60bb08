"""`evertill screenshots`: pictures of every screen, taken from the real till in a demo shop."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

_DEFAULT_FOLDER = Path("docs") / "screens"


def screenshots(arguments: list[str]) -> int:
    """Take all pictures and return 0; whatever does not come into sight is told in a sentence."""
    given = _parser().parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from pos.demo.shop import DemoShop
    from pos.ui.screenshots.album import Album
    from pos.ui.screenshots.tour import tour

    album = Album(given.out)
    for language in ("en", "ar"):
        with tempfile.TemporaryDirectory(prefix="evertill-screens-") as folder:
            shop = DemoShop(Path(folder))
            os.environ.update(shop.environment())
            try:
                shop.set_up()
            finally:
                shop.stop_server()
            tour(shop.till_folder, language, album)
    album.remove_others()
    if given.json:
        pictures = sorted(path.name for path in album.paths)
        print(json.dumps({"pictures": pictures, "bytes": album.size}))  # noqa: T201 -- asked for
    else:
        told = f"{len(album.paths)} pictures, {album.size // 1024} KiB, in {given.out}"
        print(told, file=sys.stderr)  # noqa: T201 -- for whoever waits
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="evertill screenshots",
        description="Start the real till in a demo shop, unseen, work through every screen by key "
        "and mouse, and picture each light and dark, in English and Arabic, in two sizes.",
    )
    parser.add_argument("--out", type=Path, default=_DEFAULT_FOLDER, help="where they go")
    parser.add_argument("--json", action="store_true", help="print what was written")
    return parser
