"""Commands about the records themselves: the data dictionary and empty tables."""

from pathlib import Path
from typing import Annotated

import typer

from graph_service.cli.session import JsonOption, say

TemplateOption = Annotated[
    Path | None,
    typer.Option(
        "--template",
        help="Write empty tables of a case, with headers, into this folder, or as a workbook to fill in (.xlsx).",
        metavar="DIR|FILE",
    ),
]
ExampleOption = Annotated[
    Path | None,
    typer.Option("--example", help="Write a small invented case, every table filled, into this folder.", metavar="DIR"),
]
MarkdownOption = Annotated[bool, typer.Option("--markdown", help="Print as Markdown.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(schema)


def schema(
    json: JsonOption = False,
    markdown: MarkdownOption = False,
    template: TemplateOption = None,
    example: ExampleOption = None,
) -> None:
    """Print every table and column: what it means, its type, who may see it; or write a case, empty or filled."""
    from graph_service.analysis.result import to_json
    from graph_service.cli.fitting import fitted
    from graph_service.domain.dictionary import as_markdown, as_text, data_dictionary

    if template is not None and template.suffix.lower() == ".xlsx":
        from loaders.template_workbook import write_template_workbook

        sheets = write_template_workbook(template)
        say(f"wrote {template}: {len(sheets)} empty tables, a sheet each")
    elif template is not None:
        from loaders.template import write_template

        written = write_template(template)
        say(f"wrote {len(written)} files to {template}: one empty table per record kind, and case.toml")
    if example is not None:
        from loaders.case_writer import write_case
        from loaders.demo_city import EXAMPLE_HEAD, example_case

        files = write_case(example_case(), example, head=EXAMPLE_HEAD)
        say(f"wrote {len(files)} files to {example}: a small invented case, and case.toml")
    if template is not None or example is not None:
        return
    tables = data_dictionary()
    if json:
        typer.echo(to_json({"tables": tables}), nl=False)
    else:
        typer.echo(as_markdown(tables) if markdown else fitted(as_text(tables)))
