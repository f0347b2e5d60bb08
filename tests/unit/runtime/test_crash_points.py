"""Behaviour of crash points: named, counted, deadly only when asked."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pos.runtime.crash_points import (
    KILLED,
    KNOWN_CRASH_POINTS,
    CrashPointUnknown,
    NoCrash,
    crash_points_from,
)

REACH_TWICE = """
import os
from pos.runtime.crash_points import crash_points_from
points = crash_points_from(os.environ)
for _ in range(3):
    print("alive", flush=True)
    points.reach("push.after_answer")
    points.reach("push.before_send")
"""


class TestCrashPoints:
    def test_kill_the_process_at_the_count_asked_for(self) -> None:
        environment = {**os.environ, "EVERTILL_CRASH_AT": "push.before_send:2"}

        ended = subprocess.run(
            [sys.executable, "-c", REACH_TWICE],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

        assert ended.returncode == KILLED
        assert ended.stdout == "alive\nalive\n"

    def test_do_nothing_unless_asked(self) -> None:
        points = crash_points_from({})

        points.reach("push.before_send")

        assert isinstance(points, NoCrash)

    @pytest.mark.parametrize(
        "wanted", ["no.such.place:1", "push.before_send:0", "push.before_send:x", ":1", "1"]
    )
    def test_are_refused_with_the_names_that_exist(self, wanted: str) -> None:
        with pytest.raises(CrashPointUnknown, match=r"NAME:COUNT.*push\.before_send"):
            crash_points_from({"EVERTILL_CRASH_AT": wanted})


def test_every_place_the_program_reaches_is_in_the_table() -> None:
    reached = {
        argument.value
        for path in Path("pos").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "reach"
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }

    assert reached - set(KNOWN_CRASH_POINTS) == set()
