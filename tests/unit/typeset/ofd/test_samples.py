"""The text of the public samples, with rare characters added, comes back out of the OFD; another program reads it too."""

from collections import Counter
from pathlib import Path

import ofdkit
import pytest

from tests.unit.typeset import bulletins
from typeset.bulletin import BulletinItem
from typeset.engine import printed
from typeset.extract import drawn, says
from typeset.importing import read
from typeset.ofd import reading, writing

SAMPLES = Path(__file__).parents[5] / "shared" / "samples"
RARE = "龚䶮、𠮷、𬎆、㛃"
NAMES = ("notice-2012-75", "rules-2015-128", "rules-jilin-2012")


@pytest.mark.thorough
@pytest.mark.requirement("NEW-06")
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the public sample texts are not here")
@pytest.mark.parametrize("name", NAMES)
def test_the_text_of_the_package_is_the_text_of_the_input(name: str) -> None:
    data = (SAMPLES / f"{name}.txt").read_bytes()
    source = read(f"{name}.txt", data)
    items = (BulletinItem(source.title, f"{source.markdown}\n\n{RARE}\n"),)
    layout = bulletins.issue("brief", items=items, foreword="").layout()
    made = writing.ofd(printed(layout), layout)
    text = reading.text_of(made)
    assert says(layout, text)
    assert drawn(data.decode()) in drawn(text)
    assert RARE in text
    theirs = Counter(drawn(ofdkit.extract_text(made)))
    assert not Counter(drawn(text)) - theirs
    # Beside the text it reads the page numbers only.
    assert set(theirs - Counter(drawn(text))) <= set("—0123456789")
