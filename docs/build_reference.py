"""Writes docs/reference from the code: run it after changing what the public sees.

Usage: ``python docs/build_reference.py`` (or ``make docs``). The tests compare its
pages with the ones in the folder, so that neither can be forgotten.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import click
from werkzeug.routing import Rule

FOLDER = Path(__file__).parent / "reference"
NOTE = "<!-- Written by docs/build_reference.py: change the code, then run make docs. -->"
SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)

FILES = "Give a file that belongs to the pages."

# Modules of gis whose functions guard or carry the analyses and are none themselves.
INNER_MODULES = ("gis.checks",)

# Modules of layers that a program uses beside the package itself.
LAYERS_MODULES = (
    "layers",
    "layers.assets",
    "layers.boundaries",
    "layers.crs",
    "layers.errors",
    "layers.infrastructure",
    "layers.ingest",
    "layers.landcover",
    "layers.standards",
    "layers.starter",
    "layers.zoning",
)


def sentence(text: str | None) -> str:
    """Give the first paragraph of a docstring on one line."""
    return " ".join(inspect.cleandoc(text or "").split("\n\n")[0].split())


def cell(text: str) -> str:
    """Make a text fit into a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def table(head: list[str], rows: list[list[str]]) -> str:
    """Give a Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def page(title: str, *parts: str) -> str:
    """Give a whole page, ending with one newline."""
    return (
        "\n\n".join([NOTE, f"# {title}", *(part.strip() for part in parts if part.strip())]) + "\n"
    )


# Library


def docstring(thing: Any) -> str:
    """Give a docstring as Markdown: section heads bold, examples as code."""
    text = inspect.cleandoc(inspect.getdoc(thing) or "")
    text = SECTION.sub(r"**\1**\n", text)
    out, block = [], False
    for line in text.split("\n"):
        inside = line.startswith(">>>") or (block and bool(line.strip()))
        if inside and not block:
            out.append("```python")
        if block and not inside:
            out.append("```")
        block = inside
        out.append(definition(line, out) if not inside else line)
    return "\n".join([*out, "```"] if block else out)


def definition(line: str, before: list[str]) -> str:
    """Turn a numpy-style entry (name, then indented text) into a list item."""
    if line.startswith("    "):
        return f"  {line.strip()}"
    in_list = any(text.startswith(("**Parameters", "**Raises", "**Returns")) for text in before)
    return (
        f"- `{line.strip()}`"
        if in_list and re.fullmatch(r"\*{0,2}\w[\w.]*(, \w+)*", line)
        else line
    )


def signature(thing: Any, name: str) -> str:
    """Give the call of a function or class, one argument a line where it is long."""
    spec = inspect.signature(thing)
    arguments = list(argument_texts(spec))
    ending = (
        ""
        if spec.return_annotation in (spec.empty, None, "None")
        else f" -> {spec.return_annotation}"
    )
    line = f"{name}({', '.join(arguments)}){ending}"
    if len(line) <= 88:
        return line
    return "\n".join([f"{name}(", *(f"    {text}," for text in arguments), f"){ending}"])


def argument_texts(spec: inspect.Signature) -> Iterator[str]:
    """Give the arguments as text, with the star that starts the keyword-only ones."""
    starred = False
    for parameter in spec.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            yield "*"
        starred |= parameter.kind in (parameter.KEYWORD_ONLY, parameter.VAR_POSITIONAL)
        stars = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        kind = "" if parameter.annotation is parameter.empty else f": {parameter.annotation}"
        value = "" if parameter.default is parameter.empty else f" = {parameter.default!r}"
        yield stars + parameter.name + kind + re.sub(r"<[^>]*>", "…", value)


def entry(module: str, name: str, thing: Any) -> str:
    """Describe a public function or class."""
    lines = [
        f"### {module}.{name}",
        "",
        "```python",
        signature(thing, name),
        "```",
        "",
        docstring(thing),
    ]
    if inspect.isclass(thing) and not issubclass(thing, BaseException):
        lines += members(thing)
    return "\n".join(lines)


def members(kind: type) -> list[str]:
    """List the public methods and properties that a class defines itself."""
    rows = []
    for name, value in vars(kind).items():
        call = getattr(value, "__func__", value)
        if name.startswith("_") or dataclasses.is_dataclass(call):
            continue
        if isinstance(value, property):
            rows.append([f"`.{name}`", sentence(value.__doc__)])
        elif inspect.isfunction(call):
            rows.append([f"`.{name}()`", sentence(call.__doc__)])
    return ["", table(["member", "what it gives"], rows)] if rows else []


def public(module: ModuleType) -> list[tuple[str, Any]]:
    """Give the public functions and classes: those of `__all__`, else those defined there."""
    names = getattr(module, "__all__", None)
    if names is None:
        names = [
            n for n, v in vars(module).items() if getattr(v, "__module__", "") == module.__name__
        ]
    things = [(name, getattr(module, name)) for name in names if not name.startswith("_")]
    return [(n, v) for n, v in things if inspect.isfunction(v) or inspect.isclass(v)]


def analysis_modules() -> list[ModuleType]:
    """Give every public module of gis, in order of name."""
    package = importlib.import_module("gis")
    found = pkgutil.walk_packages(package.__path__, "gis.")
    names = sorted(m.name for m in found if not re.search(r"\._", m.name))
    return [importlib.import_module(name) for name in names if name not in INNER_MODULES]


def library() -> str:
    """Describe what a Python program can call."""
    parts = ["Public names of `layers`, then the analyses of `gis`, module by module."]
    for module in [*map(importlib.import_module, LAYERS_MODULES), *analysis_modules()]:
        things = public(module)
        if things:
            parts += [f"## {module.__name__}", sentence(module.__doc__)]
            parts += [entry(module.__name__, name, thing) for name, thing in things]
    return page("Library", *parts)


# Layers


def starter_layers() -> list[Any]:
    """Give the descriptions of the starter's layers, in the order of the map's tree."""
    package = importlib.import_module("layers.starter")
    kind = importlib.import_module("layers").Layer
    found = {}
    for module in pkgutil.walk_packages(package.__path__, "layers.starter."):
        things = vars(importlib.import_module(module.name)).values()
        found |= {thing.id: thing for thing in things if isinstance(thing, kind)}
    return sorted(found.values(), key=lambda x: (x.theme, x.styling.get("order", 0), x.id))


def starter() -> str:
    """Describe the layers of the starter region, field by field."""
    parts = [
        "What `penyangga init` builds. [How it is modelled](../decisions/0007-starter-region.md).",
    ]
    for layer in starter_layers():
        facts = [
            ["theme", layer.theme],
            [
                "kind",
                f"{layer.kind}, {layer.schema.geometry}" if layer.kind == "vector" else "raster",
            ],
            ["trust", f"`{layer.trust}`"],
            ["data date", layer.data_date],
            ["source", layer.source],
            ["method", layer.method],
            ["licence", layer.licence],
        ]
        parts += [
            f"## {layer.id}",
            f"**{layer.title.en}** · *{layer.title.id}*",
            f"{layer.description.en}\n\n*{layer.description.id}*",
            table(["", ""], [fact for fact in facts if fact[1]]),
            table(["field", "type", "unit", "title", "judul", "codes"], field_rows(layer)),
        ]
    types = importlib.import_module("layers.standards").facility_types()
    rows = [[f"`{t.id}`", t.label.en, t.label.id, t.group, t.osm_tags] for t in types]
    parts += ["## Facility types", table(["id", "English", "Indonesia", "group", "OSM"], rows)]
    return page("Layers of the starter region", *parts)


def field_rows(layer: Any) -> list[list[str]]:
    """Give one row for each field of a layer."""
    return [
        [
            f"`{item.name}`",
            item.type,
            item.unit or "",
            item.title.en,
            item.title.id,
            short_list(item.codes or ()),
        ]
        for item in layer.schema.fields
    ]


def short_list(values: Any, *, most: int = 12) -> str:
    """Give the first values of a list, and how many there are beyond them."""
    shown = [f"`{value}`" for value in list(values)[:most]]
    left = len(values) - len(shown)
    return ", ".join(shown) + (f" and {left} more" if left else "")


# Processes


def processes() -> str:
    """Describe every analysis as it is declared, with its inputs."""
    registry = importlib.import_module("gis.processes").registry()
    parts = ["API, command line and map take the inputs of an analysis from one declaration."]
    for process in registry.values():
        parts += [
            f"## {process.id}",
            f"**{process.title.en}** · *{process.title.id}* · version {process.version}",
            f"{process.description.en}\n\n*{process.description.id}*",
            table(
                ["input", "type", "unit", "usually", "limits", "meaning"],
                [input_row(item) for item in process.inputs],
            ),
            cost_of(process),
            "\n".join(["References:", "", *(f"- {text}" for text in process.references)])
            if process.references
            else "",
        ]
    return page("Analyses (processes)", *parts)


def cost_of(process: Any) -> str:
    """Say how long a run takes, of what that was measured, and what it grows with."""
    telling = importlib.import_module("gis.processes.costing.telling")
    if process.cost is None or process.cost.measured is None:
        return ""
    titles = {item.id: item.title for item in process.inputs}
    told = telling.cost_text(process.cost, process.cost.expected({}), titles)
    asked = json.dumps(dict(process.cost.asked))
    return f"Takes {told.en}. Measured with `{asked}` on {telling.WHEN}, {telling.MACHINE}."


def input_row(item: Any) -> list[str]:
    """Give the row of one input of a process."""
    low, high = (None if v is None else f"{v:,.10g}" for v in (item.minimum, item.maximum))
    limits = f"{low} to {high}" if low and high else f"at least {low}" if low else ""
    if high and not low:
        limits = f"at most {high}"
    if item.choices:
        limits = short_list([value for value, _ in item.choices])
    usual = "**required**" if item.required else "" if item.default is None else f"`{item.default}`"
    return [f"`{item.id}`", item.type, item.unit or "", usual, limits, item.description.en]


# Command line


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    """Walk through every command that can be typed."""
    context = click.Context(group, info_name=path)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def command_line() -> str:
    """Describe every command with its arguments and options."""
    main = importlib.import_module("server.cli").main
    options = [row for parameter in main.params if (row := option_row(parameter))]
    parts = [plain(main.help), table(["option", "meaning"], options)]
    for path, command in commands(main, "penyangga"):
        words = command.collect_usage_pieces(click.Context(command, info_name=path))
        parts += [f"## {path}", f"```\n{path} {' '.join(words)}\n```", plain(command.help)]
        rows = [row for parameter in command.params if (row := option_row(parameter))]
        parts.append(table(["option", "meaning"], rows) if rows else "")
    return page("Command line", *parts)


def plain(text: str | None) -> str:
    """Give a command's help; its preformatted paragraphs as code."""
    blocks = inspect.cleandoc(text or "").split("\n\n")
    shown = [
        "```\n" + block.removeprefix("\b\n") + "\n```" if block.startswith("\b") else block
        for block in blocks
    ]
    return "\n\n".join(shown)


def option_row(parameter: click.Parameter) -> list[str] | None:
    """Give the row of an option; arguments have none."""
    if not isinstance(parameter, click.Option) or parameter.hidden:
        return None
    names, meaning = parameter.get_help_record(click.Context(click.Command("x"))) or ("", "")
    return [f"`{names}`", meaning]


# HTTP


def routes() -> list[tuple[Rule, Callable[..., Any]]]:
    """Give the rules of the service, in order of path."""
    server = importlib.import_module("server.app")
    settings = importlib.import_module("server.config").ServerSettings(workspace=Path("region"))
    app = server.create_app(settings)
    rules = [rule for rule in app.url_map.iter_rules() if rule.methods]
    return [
        (rule, app.view_functions[rule.endpoint]) for rule in sorted(rules, key=lambda r: r.rule)
    ]


def http() -> str:
    """Describe every route."""
    rows = []
    for rule, view in routes():
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        ours = view.__module__.startswith("server.")
        rows.append([f"`{path}`", " ".join(methods), sentence(view.__doc__) if ours else FILES])
    return page(
        "HTTP routes",
        "Parameters and answers are in the service's own OpenAPI document at `/api`; "
        "[the guide](../guide/api.md) shows them at work.",
        table(["path", "method", "what it answers"], rows),
    )


def defects() -> str:
    """Describe every defect in both languages."""
    from layers.defects import known_defects

    rows = [
        [
            f"`{one.code}`",
            one.severity,
            "yes" if one.can_repair else "",
            one.title.id,
            one.explanation.id,
            one.title.en,
            one.explanation.en,
        ]
        for one in sorted(known_defects().values(), key=lambda one: one.code)
    ]
    head = ["code", "severity", "repair", "cacat", "penjelasan", "defect", "explanation"]
    return page(
        "Defects of data",
        "What an import looks for and tells; those with a repair are mended on request with "
        "`--fix CODE`. [The guide](../guide/defects.md) shows how.",
        table(head, rows),
    )


PAGES: dict[str, Callable[[], str]] = {
    "defects.md": defects,
    "library.md": library,
    "layers.md": starter,
    "processes.md": processes,
    "cli.md": command_line,
    "http.md": http,
}


def build() -> dict[str, str]:
    """Give the text of every page by its file name."""
    return {name: write() for name, write in PAGES.items()}


def main() -> None:
    """Write the pages."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in build().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
