"""Archives of a register that was copied: each copy's own, beside what the server has of both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.server.archive import write_server_archive
from pos.services.archive import RegisterArchives
from pos.simulation.chain import Chain, a_chain
from pos.simulation.template import SHOPS
from tests.archives import lines_of, verifier
from tests.scenario.test_copied_tills import PRICE, Copy, cloned


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    with a_chain(tmp_path, shops=SHOPS[:1]) as chain:
        yield chain


def of_copy(copy: Copy, path: Path) -> Path:
    register = copy.till.register
    RegisterArchives(register.database, register.identity).write(path)
    return path


class TestARegisterThatWasCopied:
    def test_has_both_histories_in_the_servers_archive_and_each_copy_its_own(
        self, chain: Chain, tmp_path: Path
    ) -> None:
        first = Copy(chain.tills[0])
        first.open()
        first.sell(2)
        assert first.cycle().is_at_rest
        second = cloned(chain, first)
        for copy, sales in ((first, 3), (second, 1)):
            copy.sell(sales)
            copy.close(10_000 + PRICE * (2 + sales))
            copy.rest()
        first.open()
        first.sell()
        first.rest()

        server = tmp_path / "server.jsonl"
        write_server_archive(chain.server_root, server, lambda done, whole: None)

        branches = [one["branch_of"] for one in lines_of(server)[0]["series"] if "branch_of" in one]
        walks, problem = verifier.verify([server], set())
        assert problem is None
        assert len(branches) == 1
        assert walks[0].totals.sales == 2 + 3 + 1 + 1
        for copy in (first, second):
            own = of_copy(copy, tmp_path / f"{id(copy)}.jsonl")
            assert verifier.verify([own, server], set())[1] is None
            assert verifier.verify([server, own], set())[1] is None
