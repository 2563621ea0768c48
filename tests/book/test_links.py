from tools.links import broken_links


def test_a_link_to_nowhere_is_found_and_code_is_left_alone(tmp_path):
    (tmp_path / "there.md").write_text("x")
    page = tmp_path / "page.md"
    page.write_text(
        "[a](there.md) [b](nowhere.md) ![c](no.png) [d](https://example.org)\n"
        "[e](#here) [f](there.md#part)\n```python\nrows[0](code)\n```\n[g](gone.md)\n"
    )
    assert broken_links(page) == ["nowhere.md", "no.png", "gone.md"]
