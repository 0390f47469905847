"""Reads the structured data of a built site back and compares it with what the pages show:
markup states only what a reader can see. extruct does the reading, as others would.

python .ci/read_back.py FOLDER
"""

import re
import sys
from pathlib import Path
from urllib.parse import urljoin

import extruct
import lxml.html

folder = Path(sys.argv[1])
wrong = []
counts = {}


def words(node):
    return " ".join(node.text_content().split())


def typed(graph, *names):
    """The nodes that have one of these types, or one that ends in them."""
    for node in graph:
        types = node["@type"] if isinstance(node["@type"], list) else [node["@type"]]
        if any(kind.endswith(name) for kind in types for name in names):
            yield node


def links(nodes, base):
    return [urljoin(base, node.get("href")) for node in nodes]


def picture(url):
    """What a picture is called, in whichever size and shape it is shown."""
    name = re.sub(r"\.[^.]*$", "", url.rsplit("/", 1)[-1])
    return re.sub(r"-\d+(-\d+x\d+)?\.[0-9a-f]+$", "", name)


class Page:
    def __init__(self, path):
        self.name = path.relative_to(folder).as_posix()
        text = path.read_text(encoding="utf-8")
        self.root = lxml.html.fromstring(text.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8"))
        read = extruct.extract(text, syntaxes=["json-ld", "opengraph"], uniform=False)
        self.graph = [node for item in read["json-ld"] for node in item["@graph"]]
        self.social = dict(read["opengraph"][0]["properties"]) if read["opengraph"] else {}
        self.base = next(iter(self.root.xpath("//link[@rel='canonical']/@href")), "")

    def same(self, what, said, shown):
        if said != shown:
            wrong.append(f"{self.name}: {what}: the markup says {said!r}, the page shows {shown!r}")

    def seen(self, what, said, text):
        if said is not None and " ".join(said.split()) not in text:
            wrong.append(f"{self.name}: {what}: {said!r} cannot be seen on the page")

    def article(self, node):
        main = self.root.xpath("//main")[0]
        shown = words(main)
        self.same("headline", node["headline"], words(main.xpath(".//h1")[0]))
        self.same("og:title", self.social.get("og:title"), node["headline"])
        self.same("url", node["url"], self.base)
        self.same("og:url", self.social.get("og:url"), self.base)
        standfirst = main.xpath(".//p[contains(@class, 'standfirst')]")
        self.same("description", node.get("description"), words(standfirst[0]) if standfirst else None)
        byline = main.xpath(".//p[contains(@class, 'byline')]//a[@rel='author']")
        authors = node.get("author", [])
        self.same("authors", [author["name"] for author in authors], [words(link) for link in byline])
        self.same("pages of authors", [author["url"] for author in authors], links(byline, self.base))
        times = main.xpath(".//time/@datetime")
        self.same("datePublished", node["datePublished"], times[0] if times else None)
        if "dateModified" in node and node["dateModified"] not in times:
            wrong.append(f"{self.name}: dateModified {node['dateModified']} cannot be seen")
        section = self.root.xpath("//nav[contains(@class, 'crumbs')]//li")
        self.same("section", node["articleSection"], words(section[-1]))
        for image in node.get("image", []):
            figure = main.xpath(".//figure[contains(@class, 'lead-figure')]")[0]
            there = urljoin(self.base, figure.xpath(".//img/@src")[0])
            self.same("picture", picture(image["url"]), picture(there))
            for what in ("caption", "creditText", "copyrightNotice"):
                self.seen(what, image.get(what), words(figure))
        for what in ("editor", "translator", "contributor"):
            for person in node.get(what, []):
                self.seen(what, person["name"], shown)
        for keyword in node.get("keywords", []):
            self.seen("keyword", keyword, shown)
        for thing in node.get("about", []) + node.get("mentions", []):
            self.seen("subject", thing["name"], shown)
        for source in node.get("citation", []):
            self.seen("source", source["name"], shown)
        for correction in node.get("correction", []):
            self.seen("correction", correction["text"], shown)
        self.seen("backstory", node.get("backstory"), shown)
        self.seen("dateline", node.get("dateline"), shown)

    def trail(self, node):
        steps = self.root.xpath("//nav[contains(@class, 'crumbs')]//li")
        said = node["itemListElement"]
        self.same("trail", [step["name"] for step in said], [words(step) for step in steps])
        self.same("positions", [step["position"] for step in said], list(range(1, len(said) + 1)))
        shown = self.root.xpath("//nav[contains(@class, 'crumbs')]//li/a")
        self.same("steps", [step["item"] for step in said if "item" in step], links(shown, self.base))

    def collection(self, node):
        heading = self.root.xpath("//main//h1")[0]
        shown = links(self.root.xpath("//main//a[@href]"), self.base)
        if not words(heading).startswith(node["name"]):
            wrong.append(f"{self.name}: {node['name']!r} is not the heading {words(heading)!r}")
        for item in node.get("mainEntity", {}).get("itemListElement", []):
            if item["url"] not in shown:
                wrong.append(f"{self.name}: the list says {item['url']}, which the page does not show")

    def profile(self, node):
        person = node["mainEntity"]
        shown = words(self.root.xpath("//main")[0])
        self.same("name", person["name"], words(self.root.xpath("//main//h1")[0]))
        for what in ("description", "jobTitle", "email"):
            self.seen(what, person.get(what), shown)
        for what in ("knowsAbout", "knowsLanguage", "sameAs"):
            for text in person.get(what, []):
                self.seen(what, text, shown)

    def claim(self, node):
        shown = words(self.root.xpath("//main")[0])
        self.seen("claim", node["claimReviewed"], shown)
        self.seen("verdict", node["reviewRating"]["alternateName"], shown)
        self.seen("who claimed it", node["itemReviewed"].get("author", {}).get("name"), shown)

    def check(self):
        kinds = [
            (("NewsArticle", "AdvertiserContentArticle", "SatiricalArticle"), self.article),
            (("BreadcrumbList",), self.trail),
            (("CollectionPage",), self.collection),
            (("ProfilePage",), self.profile),
            (("ClaimReview",), self.claim),
        ]
        for names, judge in kinds:
            for node in typed(self.graph, *names):
                judge(node)
                counts[names[0]] = counts.get(names[0], 0) + 1


pages = [path for path in sorted(folder.rglob("*.html")) if 'http-equiv="refresh"' not in path.read_text("utf-8")]
for path in pages:
    Page(path).check()
for line in wrong:
    print(f"error: {line}")
print(f"{len(pages)} pages; " + ", ".join(f"{count} {name}" for name, count in counts.items()))
missing = [name for name in ("NewsArticle", "BreadcrumbList", "CollectionPage", "ProfilePage") if name not in counts]
for name in missing:
    print(f"error: no page has a {name}")
sys.exit(1 if wrong or missing else 0)
