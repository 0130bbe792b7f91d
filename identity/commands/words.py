"""Words the register keeps - names, posts, departments, reasons - pass the marking gate before they are stored.

- The register stands below the gate's package. So the rules in force are asked here, inside the command: what they stop
  is rolled back, and whoever turns the refusal into an answer enters it in the gate's register (`MarkingFound.noted`).
- No second person looks at a name or a reason: what would be held elsewhere is refused here.
- How long the words are is looked at first.
"""

from crypto import sm3
from kernel.errors import Invalid
from marking.errors import MarkingFound
from marking.scan import findings

LONGEST = 1000


def require_plain(**words: str) -> None:
    """Return only for words, by form field, that may be stored. Raises Invalid, MarkingFound."""
    long = {name: "contact_too_long" for name, text in words.items() if len(text) > LONGEST}
    if long:
        raise Invalid(fields=long)
    found = tuple(verdict for name, text in words.items() for verdict in findings(text, name))
    if found:
        refusal = MarkingFound(found)
        refusal.content = sm3.hash(b"\0".join(text.encode() for text in words.values()))
        raise refusal
