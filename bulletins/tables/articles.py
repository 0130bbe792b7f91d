"""Tables of articles: titles, texts and lineage are sealed under the article's own key; an edition is written once.

An article stands in one issue at most: one column.
"""

from piccolo.columns import UUID, Bytea, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table


class Article(Table, tablename="article"):
    """A text made from submissions. See workflow/article.py."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    kind = UUID()
    genre = Text()
    issue = UUID(null=True, index=True)
    position = Integer(default=0)
    edition = Integer(default=1)
    chars = Integer()
    created_by = UUID()
    verified_by = UUID(null=True)
    edited_by = UUID(null=True)
    created = Timestamptz()
    published = Timestamptz(null=True)
    merged_into = UUID(null=True, default=None)
    drop_code = Text(null=True, default=None)


class ArticleEdition(Table, tablename="article_edition"):
    """One kept text of an article. Primary key (article, number)."""

    article = UUID(primary_key=True)
    number = Integer()
    title_sealed = Bytea()
    body_sealed = Bytea()
    lineage_sealed = Bytea()
    digest = Bytea()
    by = UUID()
    at = Timestamptz()


class ArticleSource(Table, tablename="article_source"):
    """A submission the article is made from; `share` percent of the newest text. Primary key (article, submission)."""

    article = UUID(primary_key=True)
    submission = UUID(index=True)
    unit = UUID()
    seq = SmallInt()
    share = SmallInt()


TABLES = (Article, ArticleEdition, ArticleSource)
