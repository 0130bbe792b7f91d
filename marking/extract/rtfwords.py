"""The control words of rich text that matter to a reader (RTF 1.9.1), as tables."""

from marking.verdict import Part

CODEPAGES = {134: "gb18030", 128: "shift_jis", 129: "cp949", 136: "big5", 0: "cp1252", 77: "mac_roman"}
ANSI = {950: "big5", 65001: "utf-8", 932: "shift_jis"}
BREAKS = frozenset({"par", "line", "sect", "page", "cell", "row", "nestcell", "nestrow", "column"})
SIGNS = {
    "tab": "\t", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
PARTS = {
    "header": Part.HEADER, "headerl": Part.HEADER, "headerr": Part.HEADER, "headerf": Part.HEADER, "footer": Part.FOOTER,
    "footerl": Part.FOOTER, "footerr": Part.FOOTER, "footerf": Part.FOOTER, "footnote": Part.NOTE,
    "annotation": Part.COMMENT, "atnid": Part.COMMENT, "atnauthor": Part.COMMENT, "info": Part.PROPERTY,
    "title": Part.PROPERTY, "subject": Part.PROPERTY, "author": Part.PROPERTY, "manager": Part.PROPERTY,
    "company": Part.PROPERTY, "operator": Part.PROPERTY, "category": Part.PROPERTY, "keywords": Part.PROPERTY,
    "comment": Part.PROPERTY, "doccomm": Part.PROPERTY, "hlinkbase": Part.PROPERTY, "userprops": Part.PROPERTY,
    "shptxt": Part.TEXT_BOX, "dptxbxtext": Part.TEXT_BOX, "fldinst": Part.HIDDEN, "stylesheet": Part.PROPERTY,
    "fonttbl": Part.PROPERTY, "listtext": Part.BODY, "pntext": Part.BODY, "sp": Part.HIDDEN, "sn": Part.HIDDEN,
    "sv": Part.HIDDEN, "bkmkstart": Part.HIDDEN, "docvar": Part.HIDDEN, "template": Part.HIDDEN,
}  # fmt: skip
HEX = frozenset({"pict", "objdata", "themedata", "colorschememapping", "datastore", "passwordhash", "blipuid"})
