"""Backup words: what `evertill backup` prints, for people and for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pos.runtime.backup import BackupCheck, BackupSummary, RestoredFolder
    from pos.runtime.backup_manifest import BackupProblem, Manifest


def summary_json(made: BackupSummary) -> dict[str, Any]:
    manifest = made.manifest
    return {
        "file": str(made.path),
        "size": made.size,
        "id": str(manifest.id),
        "kind": manifest.kind.value,
        "name": manifest.name,
        "store": manifest.store_name,
        "created_at": manifest.created_at.isoformat(),
        "program_version": manifest.program_version,
        "schema": manifest.schema,
        "opened_by": manifest.opened_by.value,
        "entries": manifest.entries,
        "sales": manifest.sales,
        "marks": [
            {
                "register": str(mark.register),
                "name": mark.name,
                "series": mark.series,
                "seq": mark.seq,
                "head": mark.head_hash,
            }
            for mark in manifest.marks
        ],
    }


def check_json(check: BackupCheck) -> dict[str, Any]:
    return {
        "ok": check.is_sound,
        "backup": summary_json(check.backup),
        "problems": list(check.problems),
        "problems_left_out": check.problems_count - len(check.problems),
    }


def damage_json(file: Path, problem: BackupProblem) -> dict[str, Any]:
    return {
        "ok": False,
        "backup": {"file": str(file)},
        "problems": [str(problem)],
        "problems_left_out": 0,
    }


def check_text(check: BackupCheck) -> list[str]:
    left_out = check.problems_count - len(check.problems)
    return [
        *(f"Problem: {problem}" for problem in check.problems),
        *([f"Problem: {left_out} more like these are not shown."] if left_out else []),
        f"{check.backup.path}: {contents(check.backup.manifest)}.",
        "The backup is sound." if check.is_sound else "The backup is NOT sound.",
    ]


def contents(manifest: Manifest) -> str:
    owner = f"{manifest.kind.value} {manifest.name} of {manifest.store_name}"
    if manifest.name == manifest.store_name:
        owner = f"{manifest.kind.value} of {manifest.store_name}"
    return (
        f"{owner}, {manifest.created_at:%Y-%m-%d %H:%M} UTC, "
        f"{manifest.entries:,} entries, {manifest.sales:,} sales"
    )


def restored_json(restored: RestoredFolder) -> dict[str, Any]:
    return {
        "data": str(restored.folder.root),
        "backup": summary_json(restored.backup),
        "frozen": None if restored.epoch else "restored",
        "epoch": restored.epoch or None,
        "next": _next_command(restored),
    }


def _next_command(restored: RestoredFolder) -> str:
    return f"evertill {'serve' if restored.epoch else 'sync run'} --data {restored.folder.root}"


def next_steps(restored: RestoredFolder, data: Path) -> list[str]:
    done = f"{data} is restored from {contents(restored.backup.manifest)}."
    if restored.epoch:
        return [
            done,
            "A new epoch has begun: registers send what came after the backup again.",
            "Never let the old folder serve again. Now start it:",
            f"  {_next_command(restored)}",
        ]
    return [
        done,
        "It does not sell yet: the old register may have sold more than the backup holds.",
        "Never start the old folder again. Now ask the server, which gives back what is missing:",
        f"  {_next_command(restored)}",
    ]
