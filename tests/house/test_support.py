"""The fixtures themselves: a database of one's own, and a browser that cannot go outside."""

import pytest
from sqlalchemy import create_engine, text

from tests.support.browser import NewPage, axe_violations


@pytest.mark.postgres
@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_gets_an_empty_database(postgres_url: str, turn: int) -> None:
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("create table mine (id integer)"))
        assert connection.execute(text("select count(*) from mine")).scalar_one() == 0
    engine.dispose()


@pytest.mark.browser
def test_a_page_without_script_and_one_with(new_page: NewPage) -> None:
    source = "<title>t</title><p id=p>off</p><script>document.getElementById('p').textContent = 'on'</script>"
    for enabled in (True, False):
        page = new_page(java_script_enabled=enabled)
        page.set_content(source)
        assert page.inner_text("#p") == ("on" if enabled else "off")


@pytest.mark.browser
def test_axe_sees_a_picture_without_words(new_page: NewPage) -> None:
    page = new_page()
    page.set_content("<html lang=nl><title>t</title><main><h1>t</h1><img src='data:,'></main></html>")
    assert any(found.startswith("image-alt") for found in axe_violations(page))
