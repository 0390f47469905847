"""Writes a site of content that is hard to lay out: long words, huge tables, many authors,
no pictures, emoji, one direction of writing within the other.

python3 .ci/hostile.py FOLDER
"""

import sys
from pathlib import Path

folder = Path(sys.argv[1])
long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
glued = "a" * 400
arabic = "قناة السويس: ممر ضيّق غيّر خرائط التجارة والسياسة"
emoji = "👩🏽‍🚀🇺🇳🏳️‍🌈👨‍👩‍👧‍👦"
authors = [f"Author {name}" for name in "Ádám Bjørn Çelik Đorđe Èlise Ferenc Gülşen Håkon Íñigo Jože Kálmán".split()] + [long]


def write(path, front, body):
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"---\n{front}\n---\n{body}\n", encoding="utf-8")


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def article(name, title, body, **more):
    front = [f"title: {quoted(title)}", "date: 2026-03-01"]
    front += [f"{key}: {value}" for key, value in more.items()]
    write(f"content/news/{name}.md", "\n".join(front), body)


(folder / "content").mkdir(parents=True, exist_ok=True)
(folder / "site.toml").write_text(
    f'title = "{long}"\ndescription = "{arabic} {emoji}"\nbase_url = "https://hostile.example/"\n'
    'language = "en"\ntheme = "broadsheet"\n',
    encoding="utf-8",
)
write("content/news/_index.md", f"title: {quoted(long)}\nsummary: {quoted(glued)}", glued)
article("long-words", f"{long} {glued[:120]}", f"{glued}\n\n## {glued}\n\n`{glued}`\n\n- {glued}\n\n> {glued}\n\n```\n{glued}\n```",
        summary=quoted(glued[:200]), kicker=quoted(long), dateline=quoted(long))
columns = 40
table = ["| " + " | ".join(f"Column {n}" for n in range(columns)) + " |", "|" + "---|" * columns]
table += ["| " + " | ".join(f"{row * n} {long if n == 3 else ''}" for n in range(columns)) + " |" for row in range(120)]
article("huge-table", "A table wider and longer than any screen", "\n".join(table))
article("twelve-authors", "Twelve people wrote this", "One line.", authors="[" + ", ".join(map(quoted, authors)) + "]",
        tags="[" + ", ".join(quoted(f"{long} {n}") for n in range(30)) + "]")
article("emoji", f"{emoji} {emoji}", f"{emoji * 60}\n\n## {emoji}\n\nText.", key_points=f"[{quoted(emoji * 40)}]")
article("both-ways", arabic, f"English first, {arabic}, and English last.\n\n> {arabic}\n\n1. {arabic}\n2. English", lang="ar")
article("rtl-in-ltr", f"A headline with {arabic} in it", f"{arabic}\n\n{arabic} (and English) {arabic}, 1,234.5 %",
        summary=quoted(arabic))
article("markup", 'A <b>title</b> & "quotes" <script>alert(1)</script>', 'Text & more.\n\n[a link](https://example.com/?a=1&b=2 "A <title>")')
deep = "".join("  " * level + f"- level {level}\n" for level in range(30))
article("deep", "Lists in lists", f"{deep}\n" + "\n".join(">" * level + f" quote {level}" for level in range(1, 20)))
article("headings", "Only headings", "\n\n".join(f"## Heading {n}" for n in range(80)))
article("one-letter", "I", "I")
