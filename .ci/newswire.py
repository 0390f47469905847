"""Checks the files for machines of built sites with tools that others wrote.

Arguments: the schema of sitemaps, then folders of built sites. Every error and every warning
is shown, and makes the check fail.
"""

import html.parser
import json
import re
import sys
import tempfile
import warnings
from pathlib import Path

import feedparser
import jsonschema
from lxml import etree
from protego import Protego

SCHEMAS = Path(__file__).parent / "schemas"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
# Crawlers of search engines, and programs that draw previews of links.
NEVER_SHUT = [
    "Googlebot", "Googlebot-News", "bingbot", "Applebot", "facebookexternalhit", "Twitterbot",
    "LinkedInBot", "Slackbot", "Discordbot", "TelegramBot", "WhatsApp", "Mastodon",
]
FORBIDDEN = {"script", "iframe", "object", "embed", "form", "style", "input"}

problems = []


def wrapper(sitemap_xsd):
    """One schema that knows sitemaps and their extensions, as the first is strict about them."""
    folder = Path(tempfile.mkdtemp())
    imports = {
        "http://www.sitemaps.org/schemas/sitemap/0.9": Path(sitemap_xsd).resolve(),
        "http://www.google.com/schemas/sitemap-news/0.9": (SCHEMAS / "news.xsd").resolve(),
        "http://www.google.com/schemas/sitemap-image/1.1": (SCHEMAS / "image.xsd").resolve(),
    }
    lines = "".join(
        f'<xs:import namespace="{name}" schemaLocation="{path.as_uri()}"/>' for name, path in imports.items()
    )
    path = folder / "all.xsd"
    path.write_text(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{lines}</xs:schema>')
    return etree.XMLSchema(etree.parse(str(path)))


def validate(path, schema):
    document = etree.parse(str(path))
    if not schema.validate(document):
        problems.extend(f"{path}: {error.line}: {error.message}" for error in schema.error_log)
    return document


class Html(html.parser.HTMLParser):
    """Looks for what readers of feeds refuse."""

    def __init__(self, place):
        super().__init__()
        self.place = place

    def handle_starttag(self, tag, attributes):
        if tag in FORBIDDEN:
            problems.append(f"{self.place}: <{tag}> in a feed")
        for name, value in attributes:
            if name.startswith("on") or name == "style":
                problems.append(f"{self.place}: `{name}` in a feed")
            if name in ("href", "src") and not re.match(r"(https?|mailto|tel):", value or ""):
                problems.append(f"{self.place}: `{value}` is not a whole address")


def sitemaps(folder, schema, index_schema):
    count = 0
    for path in sorted(folder.glob("sitemap*.xml")):
        size = path.stat().st_size
        if path.name == "sitemap.xml":
            index = validate(path, index_schema)
            for location in index.iter(f"{SITEMAP}loc"):
                name = location.text.rsplit("/", 1)[1]
                if not (folder / name).is_file():
                    problems.append(f"{path}: there is no {name}")
        else:
            document = validate(path, schema)
            here = len(document.findall(f"{SITEMAP}url"))
            count += here
            if here > 50_000 or size > 52_428_800:
                problems.append(f"{path}: {here} addresses, {size} bytes")
    return count


def feeds(folder, atom_schema, json_schema):
    count = 0
    for path in sorted([*folder.rglob("rss.xml"), *folder.rglob("atom.xml"), *folder.glob("feeds/*.xml")]):
        count += 1
        if path.name != "rss.xml":
            validate(path, atom_schema)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            feed = feedparser.parse(path.read_bytes(), response_headers={"content-type": "application/xml; charset=utf-8"})
        if feed.bozo:
            problems.append(f"{path}: {feed.get('bozo_exception')}")
        ids = [entry.id for entry in feed.entries]
        if not ids or len(set(ids)) != len(ids):
            problems.append(f"{path}: {len(ids)} articles, {len(set(ids))} ids")
        for entry in feed.entries:
            if not entry.get("published_parsed"):
                problems.append(f"{path}: a date that is none: {entry.get('published')}")
        content = "{http://purl.org/rss/1.0/modules/content/}encoded"
        for element in etree.parse(str(path)).iter(content, "{http://www.w3.org/2005/Atom}content"):
            Html(path).feed(element.text or "")
    for path in sorted(folder.rglob("feed.json")):
        count += 1
        feed = json.loads(path.read_bytes())
        for error in jsonschema.Draft202012Validator(json_schema).iter_errors(feed):
            problems.append(f"{path}: {error.json_path}: {error.message[:200]}")
        for item in feed["items"]:
            Html(path).feed(item.get("content_html", ""))
    return count


def robots(folder):
    path = folder / "robots.txt"
    if not path.is_file():
        problems.append(f"{path} is missing")
        return
    rules = Protego.parse(path.read_text("utf-8"))
    for name in NEVER_SHUT:
        if not rules.can_fetch("https://news.example/asia/", name):
            problems.append(f"{path} shuts out {name}")
    for address in rules.sitemaps:
        if not (folder / address.rsplit("/", 1)[1]).is_file():
            problems.append(f"{path}: there is no {address}")


def others(folder):
    manifest = folder / "manifest.webmanifest"
    if manifest.is_file():
        json.loads(manifest.read_bytes())
    licence = folder / "license.xml"
    if licence.is_file():
        rsl = "{https://rslstandard.org/rsl}"
        root = etree.parse(str(licence)).getroot()
        contents = root.findall(f"{rsl}content")
        whole = all(content.get("url") and content.find(f"{rsl}license") is not None for content in contents)
        if root.tag != f"{rsl}rsl" or not contents or not whole:
            problems.append(f"{licence} is no licence")
    opml = folder / "feeds/feeds.opml"
    if opml.is_file():
        parsed = feedparser.parse(opml.read_bytes())
        del parsed
        for outline in etree.parse(str(opml)).iter("outline"):
            path = re.sub(r"^https?://[^/]+/", "", outline.get("xmlUrl"))
            if not (folder / path).is_file():
                problems.append(f"{opml}: there is no {path}")


def main():
    sitemap_xsd, *folders = sys.argv[1:]
    schema = wrapper(sitemap_xsd)
    index_schema = etree.XMLSchema(etree.parse(str(SCHEMAS / "index.xsd")))
    atom_schema = etree.RelaxNG(etree.parse(str(SCHEMAS / "atom.rng")))
    json_schema = json.loads((SCHEMAS / "json-feed.json").read_text())
    for folder in map(Path, folders):
        addresses = sitemaps(folder, schema, index_schema)
        count = feeds(folder, atom_schema, json_schema)
        robots(folder)
        others(folder)
        print(f"{folder}: {addresses} addresses in sitemaps, {count} feeds")
    if problems:
        sys.exit("\n".join(problems))


main()
