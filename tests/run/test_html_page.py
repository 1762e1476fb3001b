"""The page of a run is one file that a person opens, prints and sends."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from rompy.run.history import at
from rompy.run.html import render
from rompy.run.html.chart import chart
from rompy.run.usage import Course
from runkit import DEAD, History, under_way

_VOID = {"meta", "br"}
MIB = 1024 * 1024


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path)


class Page(HTMLParser):
    """A page as a browser reads it: its elements in order, and the text below each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open: list[int] = []
        # the breaks between elements are no text
        self.feed(text.replace(">\n<", "><"))
        self.close()
        assert not self._open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self._open.append(len(self.elements))
        self.elements.append((tag, dict(attrs)))
        self.texts.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
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


def page(history: History, **fields: Any) -> Page:
    return Page(text(history, **fields))


def text(history: History, **fields: Any) -> str:
    return render(at(Path(history.add(**fields).workspace)))


SAMPLES = [
    {"seconds": 0, "cpu_seconds": 0, "memory_bytes": 10 * MIB},
    {"seconds": 10, "cpu_seconds": 15, "memory_bytes": 20 * MIB},
    {"seconds": 20, "cpu_seconds": 20, "memory_bytes": 40 * MIB},
]


def test_the_outcome_stands_first(history: History) -> None:
    outcome = {"state": "out_of_memory", "cause": "it was killed", "exit_code": 137, "advice": "raise memory"}
    shown = page(history, outcome=outcome, usage={"memory_peak_bytes": 64 * MIB})
    assert shown.all("title") == ["swan: out of memory"]
    assert shown.all("h1") == ["swan"]
    assert shown.all("p", class_="state") == ["out of memory it was killed"]
    assert shown.all("p", class_="advice") == ["raise memory"]
    numbers = shown.all("dl", class_="numbers")[0]
    assert numbers == "backendlocalran for42 speak memory64 MiBexit code137"


def test_a_run_that_goes_on_says_as_of_when(history: History) -> None:
    (state,) = page(history, **under_way()).all("p", class_="state")
    assert re.fullmatch(r"running as of \d{4}-\d\d-\d\d .*", state)


def test_a_run_whose_rompy_is_gone_says_what_to_do(history: History) -> None:
    shown = page(history, **under_way(owner=DEAD, token="abcd" * 8))
    assert shown.all("p", class_="advice") == ["Watch over it again: rompy runs attach abcdabcd"]


def test_the_timeline_tells_each_part(history: History) -> None:
    times = {
        "created": "2026-03-01T12:00:00Z",
        "submitted": "2026-03-01T12:00:02Z",
        "started": "2026-03-01T12:10:02Z",
        "finished": "2026-03-01T13:10:12Z",
        "wall_seconds": 3600,
    }
    shown = page(history, times=times)
    parts = [re.sub(r" from .*| \d{4}.*", "", part) for part in shown.all("li") if "2026" in part]
    assert parts == ["preparing 2.0 s", "queued 10 min", "running 1 h", "ending 10 s", "over"]
    assert [attributes["class"] for tag, attributes in shown.elements if tag == "rect"] == [
        "preparing",
        "queued",
        "running",
        "ending",
    ]


def test_charts_say_what_they_show(history: History) -> None:
    limits = [{"name": "memory", "value": 64 * MIB, "unit": "bytes", "enforced_by": "docker"}]
    shown = page(history, usage={"samples": SAMPLES}, limits=limits)
    assert [caption.strip() for caption in shown.all("figcaption")] == [
        "CPU: at most 1.5 cores",
        "Memory: at most 40 MiB, the limit is 64 MiB",
    ]
    assert shown.all("ol", class_="up") == ["1.5 cores1 core0.5 cores0 cores", "80 MiB60 MiB40 MiB20 MiB0 B"]
    assert shown.all("ol", class_="along") == ["05 s10 s15 s20 s"] * 2
    assert len(shown.all("line", class_="limit")) == 1
    assert "10 s20 MiB" in shown.all("tbody")[1]


def test_a_course_without_measurements_says_why(history: History) -> None:
    shown = page(history)
    assert shown.all("svg", class_="plot") == []
    why = "nothing can be drawn: it was not measured, as in a run that is over at once"
    assert shown.all("figcaption") == [f"CPU: {why}", f"Memory: {why}"]
    assert "not measured" in shown.all("dd")


def test_of_a_log_the_end_is_shown(history: History) -> None:
    log = b"".join(b"line %d\n" % number for number in range(1000))
    shown = page(history, log=log)
    (end,) = shown.all("pre", class_="log")
    assert end.splitlines() == [f"line {number}" for number in range(800, 1000)]
    assert "The last 200 lines; 6.9 KiB before them are left out." in shown.all("p", class_="note")


def test_a_huge_line_is_cut(history: History) -> None:
    (end,) = page(history, log=b"x" * 3_000_000).all("pre", class_="log")
    assert end == "x" * 2000 + " … 522,288 more characters"


def test_what_runs_and_configs_hold_stays_text(history: History) -> None:
    attack = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>\x1b[2J"
    outcome = {"state": "failed", "cause": attack, "evidence": [attack], "raw": {attack: attack}, "advice": attack}
    rendered = text(
        history,
        log=f"{attack}\n".encode(),
        config={attack: attack},
        native={attack: {attack: attack}},
        user=attack,
        outcome=outcome,
        left_behind=[attack],
    )
    assert rendered.count("<script>") == 1
    assert "<img" not in rendered
    assert "\x1b" not in rendered
    assert rendered.isascii()
    assert "</pre><script>" in Page(rendered).all("pre", class_="log")[0]


def test_the_page_loads_nothing(history: History) -> None:
    rendered = text(history, usage={"samples": SAMPLES})
    for _, attributes in Page(rendered).elements:
        assert not {"src", "srcset", "style", "action", "href"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
    assert "url(" not in rendered
    assert "@import" not in rendered
    assert "default-src 'none'" in rendered


def test_every_section_is_named_by_its_heading(history: History) -> None:
    shown = page(history, usage={"samples": SAMPLES})
    names = [attributes["id"] for _, attributes in shown.elements if "id" in attributes]
    assert len(set(names)) == len(names)
    for tag, attributes in shown.elements:
        assert tag != "section" or attributes["aria-labelledby"] in names


def test_secrets_have_names_alone(history: History) -> None:
    rendered = text(history, config={"env_vars": ["API_TOKEN"]})
    assert "API_TOKEN" in rendered


@given(
    strategies.lists(
        strategies.tuples(strategies.floats(0.001, 1e8), strategies.floats(0, 1e15)),
        min_size=2,
        max_size=2000,
        unique_by=lambda point: point[0],
    ),
    strategies.none() | strategies.floats(1e-3, 1e15),
    strategies.sampled_from(["cores", "bytes"]),
)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_course_has_few_labels_and_stays_in_its_frame(
    points: list[tuple[float, float]], limit: float | None, unit: str
) -> None:
    shown = Page("\n".join(chart(Course("CPU", unit, tuple(sorted(points)), limit, None))))
    items = shown.all("li")
    assert 3 <= len(items) <= 15
    (course,) = [attributes for tag, attributes in shown.elements if tag == "polyline"]
    for pair in (course["points"] or "").split():
        x, y = map(float, pair.split(","))
        assert 0 <= x <= 1000
        assert 0 <= y <= 300


_PROBE = """<script>
const plot = document.querySelector("#chart-cpu .plot");
const output = document.querySelector("#chart-cpu output");
const box = plot.querySelector("svg").getBoundingClientRect();
const at = (x) => ({ clientX: box.left + box.width * x, clientY: box.top + 5, bubbles: true });
plot.dispatchEvent(new PointerEvent("pointermove", at(0.52)));
const words = [output.textContent];
plot.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
words.push(output.textContent);
plot.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
words.push(output.textContent === "" && plot.querySelector(".cursor").hasAttribute("hidden") ? "hidden" : "shown");
words.push(box.width > 200 && box.height > 100 ? "drawn" : "flat");
words.push(document.documentElement.scrollWidth <= innerWidth ? "fits" : "too wide");
document.title = words.join(" | ");
</script>"""


@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not there")
@pytest.mark.parametrize("width", [390, 1100])
def test_values_are_shown_under_the_pointer_in_a_browser(history: History, tmp_path: Path, width: int) -> None:
    rendered = text(history, run_id="long" * 50, usage={"samples": SAMPLES}, log=b"y" * 5000)
    without_policy = re.sub("<meta http-equiv.*?>", "", rendered)
    file = tmp_path / "run.html"
    file.write_text(without_policy.replace("</body>", f"{_PROBE}</body>"), encoding="utf-8")
    dom = dumped(file, tmp_path, width)
    assert title_of(dom) == "after 10 s: 1.5 cores | after 20 s: 0.5 cores | hidden | drawn | fits"


@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not there")
def test_its_policy_lets_its_own_script_run_and_no_other(history: History, tmp_path: Path) -> None:
    rendered = text(history)
    policy = re.findall("script-src '(.*?)'", rendered)
    script = re.findall("<script>(.*?)</script>", rendered, re.DOTALL)
    assert [f"sha256-{base64.b64encode(sha256(own.encode()).digest()).decode()}" for own in script] == policy
    file = tmp_path / "run.html"
    hooked = rendered.replace("</body>", "<script>document.title = 'broken into'</script></body>")
    file.write_text(hooked, encoding="utf-8")
    assert title_of(dumped(file, tmp_path, 800)) == "swan: succeeded"


def dumped(file: Path, folder: Path, width: int) -> str:
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    size = f"--window-size={width},900"
    done = subprocess.run(
        [*command, *quiet, size, f"--user-data-dir={folder / 'profile'}", "--dump-dom", file.as_uri()],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout


def title_of(dom: str) -> str:
    found = re.search("<title>(.*?)</title>", dom, re.DOTALL)
    assert found
    return unescape(found[1])
