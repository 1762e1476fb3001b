"""The HTML format is one file that a person opens, searches, prints and sends."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings

from lintkit import lint_target, lint_text
from reports import reports
from rompy.document import Position, Source
from rompy.lint.engine import Target
from rompy.lint.finding import Finding, Place, Related, Report, Severity
from rompy.lint.formats._style import printable
from rompy.lint.formats.html import render
from rompy.lint.formats.html.page import page
from rompy.lint.rule import Rule
from rompy.lint.rules import rules

ZERO = "\u200b"
"""Gives a mark of no width a height."""

_VOID = {"meta", "br", "input"}


class Page(HTMLParser):
    """A page as a browser reads it: its elements in order, and the text below each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open: list[int] = []
        self.feed(text)
        self.close()
        assert not self._open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self._open.append(len(self.elements))
        self.elements.append((tag, dict(attrs)))
        self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self._open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for index in self._open:
            self.texts[index] += data

    def all(self, tag: str, **attributes: str) -> list[str]:
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}.items()
        pairs = zip(self.elements, self.texts, strict=True)
        return [text for (name, attrs), text in pairs if name == tag and wanted <= attrs.items()]


def frame_of(finding: Finding, text: str) -> str:
    """Give the markup of the one frame of a finding."""
    rendered = render(Report((finding,), 1, 1, sources={"a.yml": Source("a.yml", text)}))
    found = re.search(r'<pre class="frame"[^>]*><code>(.*?)</code></pre>', rendered)
    assert found
    return found[1].replace("&#8943;", "⋯").replace("&#8203;", ZERO)


def finding(start: int, end: int, line: int = 1, related: tuple[Related, ...] = (), message: str = "x") -> Finding:
    place = Place("a.yml", Position(line, start), Position(line, end))
    return Finding("RMP101", "unknown-field", Severity.ERROR, message, place, related=related)


def test_findings_stand_below_their_files_with_help_and_fix(tmp_path: Path) -> None:
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text("type: local\nshel: true\n")
    shown = Page(render(lint_target(Target("a.yml", tmp_path / "a.yml"), Target("b.yml", tmp_path / "b.yml"))))
    assert shown.all("h1") == ["Report on backend files"]
    assert shown.all("h2") == ["a.yml 1 finding", "b.yml 1 finding", "Rules"]
    assert shown.all("h3") == ["error A local backend has no field 'shel'"] * 2
    assert shown.all("p", class_="about")[0] == "RMP101 unknown-field · line 2, column 1"
    assert shown.all("p", class_="advice")[:2] == ["Helpdid you mean 'shell'?", "Fixrename to 'shell' --fix"]
    assert shown.all("p", class_="summary") == [
        "Found 2 errors: 2 backends in 2 files checked, no other files.2 fixable with --fix."
    ]


def test_a_page_without_findings_says_so_and_has_nothing_to_filter() -> None:
    shown = Page(render(Report((), backends=2, files=1)))
    assert shown.all("title") == ["rompy-lint: no problems"]
    assert shown.all("p", class_="summary clean") == ["No problems: 2 backends in 1 file checked, no other files."]
    assert shown.all("form") == shown.all("h2") == []


def test_a_mark_holds_what_is_wrong() -> None:
    assert frame_of(finding(1, 5), "type: local\nshel: true\n") == (
        '<span class="line marked"><span class="number">1</span><mark class="error">type</mark>: local</span>'
    )


def test_a_related_place_has_a_mark_of_its_own_with_its_label() -> None:
    related = (Related(Place("a.yml", Position(1, 1), Position(1, 2)), "the <first>"),)
    assert frame_of(finding(1, 2, line=5, related=related), "a: 1\nb: 2\nc: 3\nd: 4\na: 5\n") == (
        '<span class="line marked"><span class="number">1</span><mark class="related">a</mark>: 1'
        ' <span class="label">the &lt;first&gt;</span></span>'
        '<span class="gap">⋯</span><span class="line"><span class="number">4</span>d: 4</span>'
        '<span class="line marked"><span class="number">5</span><mark class="error">a</mark>: 5</span>'
    )


def test_a_mark_inside_another_is_shown_inside_it() -> None:
    inner = (Related(Place("a.yml", Position(1, 3), Position(1, 4)), ""),)
    assert '<mark class="error">ab</mark><mark class="related">c</mark><mark class="error">d</mark>' in frame_of(
        finding(1, 5, related=inner), "abcd\n"
    )


def test_a_missing_value_is_marked_where_it_would_stand() -> None:
    assert f'timeout:<mark class="error point">{ZERO}</mark></span>' in frame_of(finding(9, 9), "timeout:\n")


def test_a_related_place_in_another_file_is_named() -> None:
    related = (Related(Place("b.yml", Position(7, 1), Position(7, 2)), "included here"),)
    shown = Page(render(Report((finding(1, 2, related=related),), 1, 1)))
    assert shown.all("p", class_="advice") == ["Seeb.yml:7:1 included here"]


def test_names_messages_and_lines_stay_text(tmp_path: Path) -> None:
    attack = "<script>alert(1)</script>"
    rendered = render(lint_text(f"type: local\n'{attack}': 1\n", tmp_path, name="<img src=x onerror=alert(1)>.yml"))
    assert attack not in rendered
    assert rendered.count("<script>") == 1
    assert "<img" not in rendered
    assert attack in Page(rendered).all("h3")[0]


def test_the_page_loads_nothing(tmp_path: Path) -> None:
    rendered = render(lint_text("type: local\nshel: true\ntimeout: 5\n", tmp_path))
    for _, attributes in Page(rendered).elements:
        assert not {"src", "srcset", "style", "action"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in rendered
    assert "@import" not in rendered
    assert "default-src 'none'" in rendered


def test_every_link_leads_somewhere_and_no_name_is_given_twice(tmp_path: Path) -> None:
    shown = Page(render(lint_text("type: local\nshel: true\ntimeout: 5\nmemory: 5\n", tmp_path)))
    names = [attributes["id"] for _, attributes in shown.elements if "id" in attributes]
    assert len(set(names)) == len(names)
    for _, attributes in shown.elements:
        for reference in (attributes.get("href"), attributes.get("aria-labelledby")):
            assert reference is None or reference.lstrip("#") in names


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_the_page_of_a_rule_keeps_its_words(rule: Rule) -> None:
    shown = Page("".join(page(rule.page)))
    words = squeezed(re.sub(r"^```.*$", "", rule.page, flags=re.MULTILINE))
    paragraphs = [text for tag, text in zip(shown.elements, shown.texts, strict=True) if tag[0] in {"p", "pre"}]
    assert squeezed("".join(paragraphs)) == words


def squeezed(text: str) -> str:
    return re.sub(r"[\s`]", "", text)


def test_code_may_hold_backticks_behind_more_of_them() -> None:
    assert list(page("Begins with `` @ ` `` or `#`.\n\n```yaml\na: <b>\n```\n")) == [
        "<p>Begins with <code>@ `</code> or <code>#</code>.</p>",
        '<pre tabindex="0"><code>a: &lt;b&gt;</code></pre>',
    ]


@settings(deadline=None, max_examples=150)
@given(reports())
def test_any_finding_comes_back_as_it_was(report: Report) -> None:
    rendered = render(report)
    assert rendered.isascii()
    shown = Page(rendered)
    assert shown.all("h3") == [f"{found.severity} {printable(found.message)}" for found in report.findings]
    assert len(shown.all("script")) == 1


_PROBE = """<script>
const form = document.getElementById("filters");
form.elements.text.value = "SHEL field";
form.dispatchEvent(new Event("input"));
document.title = [...document.querySelectorAll("article:not([hidden])")].map((card) => card.dataset.rule).join();
form.elements.text.value = "";
form.elements.rule.value = "RMP104";
form.dispatchEvent(new Event("input"));
document.title += " " + form.querySelector("output").textContent;
form.elements.severity.checked = false;
form.dispatchEvent(new Event("input"));
document.title += ", " + document.getElementById("nothing").textContent;
</script>"""


@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not there")
def test_the_filters_work_in_a_browser(tmp_path: Path) -> None:
    rendered = render(lint_text("type: local\nshel: true\ntimeout: 5\n", tmp_path))
    without_policy = re.sub("<meta http-equiv.*?>", "", rendered)
    file = tmp_path / "report.html"
    file.write_text(without_policy.replace("</body>", f"{_PROBE}</body>"), encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    done = subprocess.run(
        [*command, *quiet, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", file.as_uri()],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert "<title>RMP101 1 of 2 shown, No finding is like that.</title>" in done.stdout
