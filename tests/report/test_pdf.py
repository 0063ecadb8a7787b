import shutil

import pytest

from midstance.errors import FormatError, MissingDependencyError, OutputError
from midstance.report import pdf
from midstance.report.page import write_page
from midstance.report.pdf import BROWSERS, find_browser, print_page

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


def n_pages(content):
    return content.count(b"/Type /Page\n") or content.count(b"/Type /Page ")


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
