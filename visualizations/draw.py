"""From a network to a finished picture in one call."""

from graph_service.analysis.network import Network
from visualizations.layout import grouped_layout
from visualizations.page import standalone_html
from visualizations.pyvis_export import pyvis_html
from visualizations.scene import compose
from visualizations.svg import render

TITLE = "Group map"


def draw_svg(network: Network, *, handling: str, title: str = TITLE, seed: int = 1, persons: bool | None = None) -> str:
    """Draw a network as one SVG that stands alone.

    Parameters
    ----------
    network : Network
        What is drawn.
    handling : str
        The handling mark, printed on the picture.
    title : str
        The heading.
    seed : int
        Of the layout.
    persons : bool | None
        Whether to draw persons; None: up to 800 of them.

    Returns
    -------
    str
        The document.

    Raises
    ------
    InputError
        If persons are asked for and there are more than 1,500.
    """
    return render(compose(network, grouped_layout(network, seed=seed, persons=persons), handling=handling, title=title))


def draw_html(
    network: Network, *, handling: str, title: str = TITLE, seed: int = 1, persons: bool | None = None
) -> str:
    """Draw a network as one page that works from disk, offline: search, filters, time, paths, evidence, tables.

    Parameters
    ----------
    network : Network
        What is drawn.
    handling : str
        The handling mark, printed on the picture.
    title : str
        The heading.
    seed : int
        Of the layout.
    persons : bool | None
        Whether to draw persons; None: up to 800 of them.

    Returns
    -------
    str
        The document.

    Raises
    ------
    InputError
        If persons are asked for and there are more than 1,500.
    """
    layout = grouped_layout(network, seed=seed, persons=persons)
    return standalone_html(network, compose(network, layout, handling=handling, title=title))


def draw_pyvis(
    network: Network, *, handling: str, title: str = TITLE, seed: int = 1, persons: bool | None = None
) -> str:
    """Draw a network as one pyvis file that works offline.

    Parameters
    ----------
    network : Network
        What is drawn.
    handling : str
        The handling mark, printed above the picture.
    title : str
        The heading.
    seed : int
        Of the layout.
    persons : bool | None
        Whether to draw persons; None: up to 800 of them.

    Returns
    -------
    str
        The document.

    Raises
    ------
    InputError
        If persons are asked for and there are more than 1,500.
    MissingExtraError
        If pyvis is not installed.
    """
    layout = grouped_layout(network, seed=seed, persons=persons)
    return pyvis_html(compose(network, layout, handling=handling, title=title))
