"""A plot with the button that saves it as a picture or as a table."""

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE
from packbench.ui.parts.widgets.bar_chart import BarChart
from packbench.ui.screens.dashboard.charts import Plot
from packbench.words.language import tr

PlotRow = tuple[str, float, float | None, str]
_LINES = 1.6  # the room of a bar, in lines of text
_BESIDE = 3  # and of heading and axis, in bars
_FEWEST = 3
_UPRIGHT = 7


class PlotBox(QWidget):
    """The chart, and below it “Save…”.

    Args:
        plot: which one.
        theme: colours and fonts.
        parent: the page.

    Signals:
        save_wanted: it is to be saved.
    """

    save_wanted = Signal()

    def __init__(self, plot: Plot, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.plot, self._theme = plot, theme
        self.chart = BarChart(f"dashboard_{plot.key}", theme, self)
        self.save = QPushButton(tr("Save…"), self)
        self.save.setAccessibleName(tr("Save the plot “{title}”…").format(title=tr(plot.title)))
        self.save.setProperty("look", "flat")
        self.save.setAutoDefault(False)
        self.save.clicked.connect(self.save_wanted)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.chart)
        layout.addLayout(foot)
        layout.addStretch()
        self.tell(tr("Reading…"))

    def tell(self, words: str) -> None:
        """No bars, and why."""
        self.chart.show_chart(self.plot.chart([], words))
        self.save.setEnabled(False)

    def show_found(self, found: object) -> None:
        """The bars of what was read; the chart is as high as they need."""
        bars = self.plot.bars(found)
        line = self._theme.font_metrics().lineSpacing() * _LINES
        count = _UPRIGHT if self.plot.upright else max(_FEWEST, len(bars))
        self.chart.setFixedHeight(round((count + _BESIDE) * line))
        self.chart.show_chart(self.plot.chart(bars))
        self.save.setEnabled(bool(bars))

    def rows(self) -> Sequence[PlotRow]:
        """What the bars say, for a table."""
        return [(bar.label, bar.value, bar.mark, bar.words) for bar in self.chart.bars]

    def picture(self) -> bytes:
        """What is seen, as PNG."""
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.chart.grab().save(buffer, "PNG")
        return bytes(data.data())
