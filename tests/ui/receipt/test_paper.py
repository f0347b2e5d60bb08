"""The paper: the same in every language and as long as its contents."""

from pos.ui.receipt.paper import Centred, Gap, Pair, Remark, Rule, Stamp
from pos.ui.receipt.paper_painter import PaperPainter
from pos.ui.receipt.paper_pdf import paper_pdf

PAPER = (
    Centred("Corner Shop", strong=True),
    Stamp("COPY"),
    Pair("حليب طازج", "١٫٢٩"),
    Remark("2 × 1.29"),
    Rule(),
    Gap(),
    Pair("TOTAL", "$1.29", strong=True, large=True),
)


class TestPaper:
    def test_grows_with_every_block(self, qapp) -> None:
        painter = PaperPainter(right_to_left=False)
        lengths = [painter.height(PAPER[:count]) for count in range(len(PAPER) + 1)]

        assert lengths == sorted(set(lengths))

    def test_wraps_a_long_name_instead_of_running_into_the_figure(self, qapp) -> None:
        painter = PaperPainter(right_to_left=True)
        short, long = (Pair("Milk", "1.29"),), (Pair("Milk " * 30, "1.29"),)

        assert painter.height(long) > 3 * painter.height(short) - 2 * painter.height(())

    def test_is_one_page_in_pdf_however_long(self, qapp) -> None:
        content = paper_pdf(PAPER * 40, title="receipt-000001", right_to_left=True)

        assert content.count(b"/Type /Page\n") == 1
        assert b"Vazirmatn" in content
