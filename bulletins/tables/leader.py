"""Tables of the leader's desk: the editor's words for an item's face, a person's own phrases, how large they read."""

from piccolo.columns import UUID, Boolean, Bytea, Integer, Timestamptz
from piccolo.table import Table


class ArticleFace(Table, tablename="article_face"):
    """What a leader reads first of an article, in the editor's words, sealed under the article's key."""

    article = UUID(primary_key=True)
    edition = Integer()
    face_sealed = Bytea()
    by = UUID()
    at = Timestamptz()


class OwnPhrase(Table, tablename="own_phrase"):
    """A phrase one person often writes, sealed under its own key."""

    id = UUID(primary_key=True)
    person = UUID(index=True)
    text_sealed = Bytea()
    created = Timestamptz()


class ReaderChoice(Table, tablename="reader_choice"):
    """How a person likes to read, on whatever machine."""

    person = UUID(primary_key=True)
    large = Boolean()
    at = Timestamptz()


TABLES = (ArticleFace, OwnPhrase, ReaderChoice)
