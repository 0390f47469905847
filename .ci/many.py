"""Makes a site of many short articles: FOLDER COUNT."""

import sys
from pathlib import Path

root, count = Path(sys.argv[1]), int(sys.argv[2])
templates = root / "themes/bare/templates"
articles = root / "content/asia"
templates.mkdir(parents=True)
articles.mkdir(parents=True)
for name in ["home", "section", "article", "page", "taxonomy", "term", "archive", "archive-year", "archive-month"]:
    (templates / f"{name}.html").write_text("{{ page.title }}\n")
(root / "themes/bare/theme.toml").write_text('name = "bare"\n')
(root / "site.toml").write_text('title = "Many"\nbase_url = "https://many.example/"\ntheme = "bare"\n')
for number in range(count):
    # All of one year, so that its sitemap has to be split.
    day, hour = 1 + number % 28, number % 24
    front = f"---\ntitle: Story {number}\ndate: 2025-03-{day:02}T{hour:02}:00:00Z\n---\nText.\n"
    (articles / f"story-{number}.md").write_text(front)
