"""The settings and lines of the page on editors, given to the server that these editors use."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from editor_tools import NotInstalledError
from language_server import LanguageServer, Problem, server_names
from published import published

PAGE = (Path(__file__).parents[1] / "docs" / "editors.md").read_text(encoding="utf-8")
NEWEST = server_names()[0]
WRONG = "type: local\nshel: true\n"
FOUND = [Problem("Property shel is not allowed.", 2, "shel")]
(ADDRESS,) = set(re.findall(r"https://[^\s\"`]+", PAGE))


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def bindings() -> dict[str, dict[str, list[str]]]:
    """Give what each editor would tell the server, by its name."""
    code, zed = map(json.loads, blocks("json"))
    (helix,) = map(tomllib.loads, blocks("toml"))
    (neovim,) = re.findall(r'\["(.*?)"\] = \{ "(.*?)" \}', blocks("lua")[0])
    return {
        "VS Code": code["yaml.schemas"],
        "Zed": zed["lsp"]["yaml-language-server"]["settings"]["yaml"]["schemas"],
        "Helix": helix["language-server"]["yaml-language-server"]["config"]["yaml"]["schemas"],
        "Neovim": {neovim[0]: [neovim[1]]},
    }


def server(folder: Path, binding: dict[str, list[str]]) -> LanguageServer:
    """Start the server with settings of the page, for a schema that stands here instead of at its address."""
    schema = folder / "backend.json"
    schema.write_text(json.dumps(published()["backend"]), encoding="utf-8")
    here = {address.replace(ADDRESS, schema.as_uri()): patterns for address, patterns in binding.items()}
    try:
        return LanguageServer(NEWEST, folder, {}, here)
    except NotInstalledError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("editor", bindings())
def test_the_settings_of_an_editor_bind_the_files(editor: str, tmp_path: Path) -> None:
    with server(tmp_path, bindings()[editor]) as running:
        assert running.open("backends", WRONG).problems() == FOUND
        assert running.open("elsewhere", WRONG).problems() == []


def test_the_first_line_of_a_file_binds_it(tmp_path: Path) -> None:
    (text,) = blocks("yaml")
    with server(tmp_path, {}) as running:
        schema = tmp_path / "backend.json"
        assert running.open("elsewhere", text.replace(ADDRESS, schema.as_uri())).problems() == []
        for place in (schema.as_uri(), str(schema), "../backend.json"):
            wrong = text.splitlines()[0].replace(ADDRESS, place) + "\n" + WRONG
            assert [problem.under for problem in running.open("elsewhere", wrong).problems()] == ["shel"], place
