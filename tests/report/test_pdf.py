import dataclasses
import shutil

import pandas as pd
import pytest

from midstance.errors import FormatError, MissingDependencyError, OutputError
from midstance.findings.look import find_findings
from midstance.report import pdf
from midstance.report.heading import Heading, Practice
from midstance.report.page import write_page
from midstance.report.pdf import BROWSERS, find_browser, n_pages, print_page

has_browser = any(shutil.which(name) for name in BROWSERS)
needs_browser = pytest.mark.skipif(not has_browser, reason="no browser is installed")


@pytest.fixture
def page(analysis, tmp_path):
    write_page(analysis, tmp_path / "report.html")
    return tmp_path / "report.html"


@needs_browser
def test_a_summary_is_shorter_than_the_whole(page, tmp_path):
    whole = print_page(page, tmp_path / "whole.pdf").read_bytes()
    short = print_page(page, tmp_path / "short.pdf", extent="summary").read_bytes()
    assert whole.startswith(b"%PDF")
    assert short.startswith(b"%PDF")
    assert n_pages(short) == 1 < n_pages(whole)


@needs_browser
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_three_findings_and_a_heading_fit_on_one_page(analysis, tmp_path, paper):
    rows = {
        "cadence": ("steps/min", 138.0, 0.5, ("both",)),
        "trunk_lean": ("deg", 26.0, 2.0, ("both",)),
        "overstride_leg": ("% leg", 38.0, 1.5, ("left", "right")),
        "contact_time": ("ms", 250.0, 4.0, ("left", "right")),
        "vertical_oscillation": ("cm", 9.0, 0.8, ("both",)),
        "step_length": ("m", 1.2, 0.02, ("both",)),
    }
    measures = pd.DataFrame(
        [
            {"metric": metric, "individual": "person-1", "side": side, "unit": unit}
            | {"time_s": 0.7 * i, "value": value}
            | {"uncertainty": doubt, "shared_uncertainty": doubt / 2}
            for metric, (unit, value, doubt, sides) in rows.items()
            for side in sides
            for i in range(8)
        ]
    )
    scene = dataclasses.replace(analysis.scenes["person-1"], speed_m_s=3.0)
    found = dataclasses.replace(
        analysis, measures=measures, scenes={"person-1": scene}, findings=None
    )
    assert len(find_findings(found)) >= 3
    write_page(found, tmp_path / "report.html")
    heading = Heading(
        Practice("A practice", "Street 1"), (("Name", "Anna"),), "https://a.org", paper
    )
    printed = print_page(
        tmp_path / "report.html",
        tmp_path / "a.pdf",
        extent="summary",
        heading=heading,
    )
    assert n_pages(printed.read_bytes()) == 1


def test_without_a_report_it_is_said_what_to_do(tmp_path):
    with pytest.raises(FormatError, match="analyze the video with its report first"):
        print_page(tmp_path / "report.html", tmp_path / "a.pdf")


def test_without_a_browser_it_is_said_what_to_install(page, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf.shutil, "which", lambda name: None)
    with pytest.raises(MissingDependencyError, match="Chromium, Chrome or Edge"):
        find_browser()


@pytest.mark.parametrize("status", ["exit 3", "exit 0"])
def test_a_browser_that_prints_nothing_leaves_no_file(
    page, tmp_path, monkeypatch, status
):
    script = tmp_path / "browser"
    script.write_text(f"#!/bin/sh\n{status}\n")
    script.chmod(0o755)
    monkeypatch.setattr(pdf, "find_browser", lambda: str(script))
    with pytest.raises(OutputError, match="print it from there"):
        print_page(page, tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


@needs_browser
def test_a_summary_that_is_too_long_is_printed_smaller(page, tmp_path):
    long = page.read_text("utf-8").replace(
        '<p class="brand">', "<p>more and more</p>" * 42 + '<p class="brand">', 1
    )
    page.write_text(long, "utf-8")
    printed = print_page(page, tmp_path / "short.pdf", extent="summary")
    assert n_pages(printed.read_bytes()) == 1
