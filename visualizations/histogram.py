"""The time axis of a page: incidents per month as bars, and what the axis does not show in words."""

from collections import Counter
from typing import Final

from graph_service.analysis.network import Network
from graph_service.languages.translator import Translator
from visualizations import theme
from visualizations.escaping import escape
from visualizations.time_axis import incident_months, months_of

BAR_HEIGHT: Final = 36


def histogram(network: Network, t: Translator) -> str:
    """Draw the incidents per month; those that are not dated to a month, or lie before the axis, are said in words.

    Parameters
    ----------
    network : Network
        What is drawn.
    t : Translator
        Of the language.

    Returns
    -------
    str
        HTML.
    """
    months = months_of(network)
    spans = [incident_months(incident, months) for incident in network.incidents]
    counts = Counter(span[0] for span in spans if span and span[0] == span[1])
    n_earlier = sum(n for month, n in counts.items() if month < 0)
    n_coarse = len(spans) - counts.total()
    peak = max([1, *(n for month, n in counts.items() if month >= 0)])
    bars = []
    for month, name in enumerate(months.names):
        height = (BAR_HEIGHT - 2) * counts[month] / peak
        left, top = month * theme.BAR_WIDTH + 1, f"{BAR_HEIGHT - height:.1f}"
        box = f'x="{left}" y="{top}" width="{theme.BAR_WIDTH - 2}" height="{height:.1f}"'
        said = t.plural("{n} incident", "{n} incidents", counts[month]).format(n=counts[month])
        bars.append(f'<rect data-m="{month}" {box}><title>{name}: {said}</title></rect>')
    words = axis_words(network, t, peak=peak, n_coarse=n_coarse, n_earlier=n_earlier)
    return (
        f'<svg id="histogram" viewBox="0 0 {theme.BAR_WIDTH * months.n_months} {BAR_HEIGHT}" '
        'preserveAspectRatio="none" '
        f'role="img" aria-label="{escape(words)}">{"".join(bars)}</svg>'
        f'<p id="axis" title="{escape(words)}">{escape(words)}</p>'
    )


def axis_words(network: Network, t: Translator, *, peak: int, n_coarse: int, n_earlier: int) -> str:
    """Say what the time axis shows, and what it does not.

    Parameters
    ----------
    network : Network
        What is drawn.
    t : Translator
        Of the language.
    peak : int
        The most incidents of a month.
    n_coarse : int
        Incidents that are not dated to a month.
    n_earlier : int
        Incidents before the first month.

    Returns
    -------
    str
        One line.
    """
    parts = [t.text("Incidents per month, at most {n}").format(n=peak)]
    if n_coarse:
        parts.append(t.text("{n} not dated to a month").format(n=n_coarse))
    if n_earlier:
        parts.append(t.text("{n} before the axis").format(n=n_earlier))
    text = t.text("{counts}. Groups, roles and conflicts are those of {day}, in every period.")
    return text.format(counts="; ".join(parts), day=network.as_of.isoformat())
