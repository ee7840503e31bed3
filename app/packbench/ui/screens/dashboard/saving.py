"""Saves a plot where the person says: as a picture, or as a table."""

from pathlib import Path

from packbench.jobs.progress import Progress
from packbench.services.dashboard.files import save_plot
from packbench.ui.parts.widgets.file_dialogs import ask_where_to_save
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.dashboard.plot_box import PlotBox
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


def ask_and_save(place: Workplace, box: PlotBox) -> None:
    """Asks where to, and saves it."""
    patterns = tr("Picture (*.png);;CSV (*.csv);;Excel (*.xlsx)")
    name = f"{box.plot.key.replace('_', '-')}.png"
    path = ask_where_to_save(place.desk.window, tr("Save the plot"), name, patterns)
    if path is not None:
        save_to(place, box, path)


def save_to(place: Workplace, box: PlotBox, path: Path) -> None:
    """Saves a plot as it is seen now, in a file of this name."""
    context, desk = place.context, place.desk
    picture, rows = box.picture(), list(box.rows())

    def work(_progress: Progress) -> None:
        save_plot(context, path, picture, rows)

    def tell(_none: None) -> None:
        desk.window.messages.post(Level.DONE, tr("Saved as {file}.").format(file=path.name))

    desk.runner.render(tr("Saving the plot"), work, tell, owner=desk.window)
