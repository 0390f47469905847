//! The front matter of a content file: the YAML between its first two `---` lines.

use super::fence::fence;
use super::fields::{Field, Fields};
use super::keys::{DIGITAL_SOURCE_CODES, KEYS, LABELS, where_it_belongs};
use super::places::Places;
use super::syntax::syntax_problem;
use super::yaml::{Fault, Want, excess, read};
use super::{Citation, FrontMatter, Image, Moment, Origin, Rights, moment, plain_yaml};
use crate::config::{Config, KeyKind, flaw, language_tag, permalink, site_path};
use crate::data::Data;
use crate::problem::{Code, Problem, Problems};
use crate::source::{SourceId, Span, Spanned, Text};
use std::ops::Range;

/// The longest front matter that is read, in bytes.
pub const LARGEST_FRONT_MATTER: usize = 64 * 1024;

/// What a content file is, as far as its keys go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// An article or a standalone page.
    Document,
    /// `_index.md`: a section's own page.
    Section,
    /// The page of a term.
    Term,
}

/// Reads the front matter of a file. Comes back with the byte where the body begins; what
/// is wrong is reported, and what can be read is there all the same.
pub fn front_matter(
    text: &Text,
    source: SourceId,
    kind: Kind,
    config: &Config,
) -> (FrontMatter, u32, Problems) {
    let mut problems = Problems::new();
    let whole = &*text.text;
    if let Some(problem) = flaw(text, source) {
        problems.push(problem);
        return (FrontMatter::default(), whole.len() as u32, problems);
    }
    let fence = match fence(whole, source) {
        Ok(fence) => fence,
        Err((problem, body)) => {
            problems.push(problem);
            return (FrontMatter::default(), body as u32, problems);
        }
    };
    let body = fence.body as u32;
    let yaml = &whole[fence.yaml.clone()];
    let opening = Span::new(source, fence.opening.start, fence.opening.end);
    if yaml.len() > LARGEST_FRONT_MATTER {
        let size = yaml.len().div_ceil(1024);
        let message = format!("this front matter is {size} KiB long; it may have 64 KiB");
        problems.push(Problem::new(Code::ExcessiveFrontMatter, message).at(opening));
        return (FrontMatter::default(), body, problems);
    }
    let places = Places { source, text: whole };
    let keys = places.keys(fence.yaml.clone());
    let want = |name: &str| {
        let key = keys.iter().find(|key| key.name == name && key.value.start >= key.key.end);
        let first = key.map(|key| {
            let nested = whole[key.key.end..key.value.start].contains('\n');
            (nested, whole[key.value.clone()].chars().next().unwrap_or(' '))
        });
        // The first character shows whether a list or table comes, or plain text.
        let list = matches!(first, Some((_, '[' | '{')) | Some((true, '-')))
            || matches!(first, Some((true, c)) if !matches!(c, '"' | '\'' | '|' | '>'));
        wanted(name, list, config)
    };
    let plain = plain_yaml::read(yaml, want);
    if plain.is_none()
        && let Some(at) = excess(yaml)
    {
        let at = fence.yaml.start + at;
        let problem = Problem::new(Code::ExcessiveFrontMatter, "this front matter nests too deep");
        problems.push(problem.at(Span::new(source, at, at + 1)).hint("64 levels are read"));
        return (FrontMatter::default(), body, problems);
    }
    let data = match plain.map_or_else(|| read(yaml, want), Ok) {
        Ok(data) => data,
        Err(Fault::Excess(reason)) => {
            let message = format!("this front matter {reason}");
            problems.push(Problem::new(Code::ExcessiveFrontMatter, message).at(opening));
            return (FrontMatter::default(), body, problems);
        }
        Err(Fault::Syntax(fault)) => {
            problems.push(syntax_problem(whole, fence.yaml, &fault, source));
            return (FrontMatter::default(), body, problems);
        }
    };
    let pairs = match data {
        Data::Map(pairs) => pairs,
        Data::None => Vec::new(),
        other => {
            let found = other.kind();
            let message = format!("front matter should be keys and values, not {found}");
            let problem =
                Problem::new(Code::WrongType, message).at(places.span(&trimmed(whole, &fence.yaml)));
            problems.push(super::syntax::no_break_space(problem, whole, &fence.yaml, source));
            return (FrontMatter::default(), body, problems);
        }
    };
    let mut from = 0;
    let spans = pairs
        .iter()
        .map(|(name, _)| match keys[from..].iter().position(|key| key.name == *name) {
            Some(index) => {
                let key = &keys[from + index];
                from += index + 1;
                (places.span(&key.key), places.span(&key.value))
            }
            None => match places.find_key(&fence.yaml, fence.yaml.start, name) {
                // All in braces: the rest of the line has to do for the value.
                Some(key) => {
                    let end = whole[key.start..fence.yaml.end]
                        .find('\n')
                        .map_or(fence.yaml.end, |at| key.start + at);
                    let value = places.fields(&(key.start..end), std::iter::once(name.as_str()));
                    let value = value.into_iter().next().map_or(key.clone(), |(_, value)| value);
                    (places.span(&key), places.span(&value))
                }
                None => (opening, opening),
            },
        })
        .collect();
    let fields = Fields::new("", pairs, spans, &mut problems);
    let reader = Reader { places, kind, config, problems, opening };
    let (front, problems) = reader.read(fields);
    (front, body, problems)
}

/// How the value of a key is to be taken.
fn wanted(name: &str, nested: bool, config: &Config) -> Want {
    let levels = u8::from(nested);
    match KEYS.iter().find(|key| key.key.name == name).map(|key| key.key.kind) {
        Some(KeyKind::Text | KeyKind::Required | KeyKind::Choice(_) | KeyKind::Date) => Want::Text(0),
        Some(KeyKind::Texts | KeyKind::Table) => Want::Text(levels),
        Some(KeyKind::List) => Want::Text(2),
        None if config.taxonomies.iter().any(|taxonomy| taxonomy.name == name) => Want::Text(levels),
        _ => Want::Any,
    }
}

fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    start..start + part.trim().len()
}

/// What all the readers of single keys need.
pub(super) struct Reader<'a> {
    pub(super) places: Places<'a>,
    pub(super) kind: Kind,
    pub(super) config: &'a Config,
    pub(super) problems: Problems,
    pub(super) opening: Span,
}

impl Reader<'_> {
    fn read(mut self, mut fields: Fields) -> (FrontMatter, Problems) {
        let mut front = FrontMatter::default();
        let title = fields.take("title");
        let given = title.as_ref().is_some_and(|field| field.data != Data::None);
        front.title = title.and_then(|field| field.text(&mut self.problems));
        if !given {
            let problem = Problem::new(Code::MissingKey, "`title` is missing").at(self.opening);
            self.problems.push(problem);
        }
        let date = fields.take("date");
        front.undated = date.as_ref().is_none_or(|field| field.data == Data::None).then_some(self.opening);
        front.date = date.and_then(|field| self.moment(field));
        front.updated = fields.take("updated").and_then(|field| self.moment(field));
        self.check_order(&front);
        front.summary = self.text(&mut fields, "summary");
        front.draft = self.truth(&mut fields, "draft").unwrap_or(false);
        self.lifetime(&mut fields, &mut front);
        front.slug = self.text(&mut fields, "slug").filter(|slug| self.check_slug(slug)).map(Box::new);
        front.aliases = self.aliases(&mut fields);
        front.lang = self.text(&mut fields, "lang").and_then(|lang| self.lang(lang)).map(Box::new);
        front.template = self.template(&mut fields, "template").map(Box::new);
        front.weight = fields.take("weight").and_then(|field| field.integer(&mut self.problems)).unwrap_or(0);
        front.label = self.text(&mut fields, "label").filter(|label| self.check_label(label)).map(Box::new);
        self.check_label_until(&front);
        front.kicker = self.text(&mut fields, "kicker").map(Box::new);
        front.dateline = self.text(&mut fields, "dateline").map(Box::new);
        let coordinates = self.text(&mut fields, "coordinates");
        front.coordinates = coordinates.and_then(|text| self.coordinates(text)).map(Box::new);
        front.id = self.text(&mut fields, "id");
        front.image = fields.take("image").and_then(|field| self.image(field)).map(Box::new);
        front.sources = fields.take("sources").map(|field| self.sources(field)).unwrap_or_default();
        self.disclosures(&mut fields, &mut front);
        if self.kind == Kind::Term {
            self.profile(&mut fields, &mut front);
        }
        front.noindex = self.truth(&mut fields, "noindex").unwrap_or(false);
        front.in_feeds = self.truth(&mut fields, "in_feeds");
        front.in_search = self.truth(&mut fields, "in_search");
        let origin = fields.take("syndicated_from").and_then(|field| self.origin(field));
        front.syndicated_from = origin.map(Box::new);
        let places = self.places;
        front.extra =
            fields.take("extra").map(|field| field.free(places, &mut self.problems)).unwrap_or_default();
        front.terms = self.terms(&mut fields);
        if self.kind == Kind::Section {
            front.article_template = self.template(&mut fields, "article_template").map(Box::new);
            let permalink = self.text(&mut fields, "permalink");
            front.permalink = permalink.and_then(|text| self.permalink(text)).map(Box::new);
            front.page_size = fields.take("page_size").and_then(|field| field.count(&mut self.problems));
            front.pages = self.truth(&mut fields, "pages").unwrap_or(false);
            front.news = self.truth(&mut fields, "news");
        }
        let taxonomies: Vec<&str> = self.config.taxonomies.iter().map(|taxonomy| &*taxonomy.name).collect();
        fields.finish(&taxonomies, &mut self.problems, where_it_belongs);
        (front, self.problems)
    }

    pub(super) fn text(&mut self, fields: &mut Fields, name: &'static str) -> Option<Spanned<String>> {
        fields.take(name).and_then(|field| field.text(&mut self.problems))
    }

    pub(super) fn truth(&mut self, fields: &mut Fields, name: &'static str) -> Option<bool> {
        fields.take(name).and_then(|field| field.truth(&mut self.problems))
    }

    pub(super) fn bad(&mut self, span: Span, message: impl Into<String>, hint: Option<String>) {
        let problem = Problem::new(Code::BadValue, message).at(span);
        self.problems.push(hint.into_iter().fold(problem, Problem::hint));
    }

    pub(super) fn moment(&mut self, field: Field) -> Option<Spanned<Moment>> {
        let name = field.name.clone();
        if matches!(field.data, Data::List(_) | Data::Map(_)) {
            return field.wrong_type("a date or time", &mut self.problems);
        }
        let text = field.text(&mut self.problems)?;
        let zone = &self.config.time_zone;
        match moment::moment(&text.value, zone) {
            Ok(moment) => Some(Spanned::new(moment, text.span)),
            Err(moment::Fault::Form) => {
                let hint = "for instance `2026-11-23`, `2026-11-23 10:00` or `2026-11-23T10:00:00+01:00`";
                self.bad(text.span, format!("`{name}` is no date or time"), Some(hint.to_owned()));
                None
            }
            Err(moment::Fault::Impossible(why)) => {
                self.bad(text.span, format!("`{name}` cannot be: {why}"), None);
                None
            }
            Err(moment::Fault::Ambiguous { skipped, spellings: [first, second] }) => {
                let zone = zone.iana_name().unwrap_or("the site's time zone");
                let (why, hint) = match skipped {
                    true => ("skips this time", format!("did you mean `{first}` or `{second}`?")),
                    false => ("has this time twice", format!("write `{first}` or `{second}`")),
                };
                let problem = Problem::new(Code::AmbiguousTime, format!("`{zone}` {why}")).at(text.span);
                self.problems.push(problem.hint(hint));
                None
            }
        }
    }

    fn check_order(&mut self, front: &FrontMatter) {
        let (Some(date), Some(updated)) = (&front.date, &front.updated) else { return };
        // A day without a time may mean any of its hours; the longest day has 25.
        let slack = if updated.value.day_only { 25 * 3600 - 1 } else { 0 };
        if updated.value.seconds + slack < date.value.seconds {
            let problem = Problem::new(Code::BadValue, "`updated` is before `date`").at(updated.span);
            self.problems.push(problem.label(date.span, "published here"));
        }
    }

    fn check_slug(&mut self, slug: &Spanned<String>) -> bool {
        let bad = |c: char| c.is_control() || matches!(c, '/' | '\\' | '?' | '#' | '%');
        let Some(wrong) = slug.value.chars().find(|c| bad(*c)) else {
            if matches!(slug.value.as_str(), "." | "..") {
                self.bad(slug.span, "`slug` cannot be `.` or `..`", None);
                return false;
            }
            return true;
        };
        let message = format!("`slug` has the character `{}`", wrong.escape_default());
        let hint =
            (wrong == '/').then(|| "a slug is one part of an address; folders come from sections".to_owned());
        self.bad(slug.span, message, hint);
        false
    }

    fn aliases(&mut self, fields: &mut Fields) -> Vec<Spanned<String>> {
        let Some(field) = fields.take("aliases") else { return Vec::new() };
        let mut aliases = field.texts(self.places, &mut self.problems);
        aliases.retain_mut(|alias| match site_path(&alias.value) {
            Ok(path) => {
                alias.value = path;
                true
            }
            Err((message, hint)) => {
                self.bad(alias.span, format!("an alias {message}"), hint);
                false
            }
        });
        aliases
    }

    fn lang(&mut self, lang: Spanned<String>) -> Option<Spanned<String>> {
        let tag = language_tag(&lang.value);
        if tag.is_none() {
            let hint = match language_tag(&lang.value.replace('_', "-")) {
                Some(right) => format!("did you mean `{right}`?"),
                None => "for instance `en`, `pt-BR` or `zh-Hant`".to_owned(),
            };
            self.bad(lang.span, "`lang` should be a language tag", Some(hint));
        }
        tag.map(|tag| Spanned::new(tag, lang.span))
    }

    fn template(&mut self, fields: &mut Fields, name: &'static str) -> Option<Spanned<String>> {
        let template = self.text(fields, name)?;
        if !template.value.ends_with(".html") || template.value.split('/').any(|part| part == "..") {
            let hint =
                (!template.value.contains('.')).then(|| format!("did you mean `{}.html`?", template.value));
            self.bad(template.span, format!("`{name}` should be the file name of a template"), hint);
            return None;
        }
        Some(template)
    }

    fn check_label(&mut self, label: &Spanned<String>) -> bool {
        let known = LABELS.contains(&label.value.as_str());
        if !known {
            let problem = Problem::new(Code::BadValue, format!("there is no label `{}`", label.value))
                .at(label.span)
                .did_you_mean(&label.value, LABELS.iter().copied());
            let listed = problem.hints.is_empty();
            let all = LABELS.iter().map(|label| format!("`{label}`")).collect::<Vec<_>>().join(", ");
            self.problems.push(if listed { problem.hint(format!("labels are {all}")) } else { problem });
        }
        known
    }

    fn image(&mut self, field: Field) -> Option<Image> {
        let places = self.places;
        if !matches!(field.data, Data::Map(_) | Data::None | Data::List(_)) {
            let src = field.text(&mut self.problems).filter(|src| self.check_image(src))?;
            self.without_alt(src.span);
            return Some(Image {
                src,
                alt: None,
                caption: None,
                credit: None,
                focal: None,
                rights: Rights::default(),
            });
        }
        let span = field.key;
        let mut table = field.table(places, &mut self.problems)?;
        let src = table.take("src");
        if src.is_none() {
            self.problems.push(Problem::new(Code::MissingKey, "`image.src` is missing").at(span));
        }
        let src = src.and_then(|src| src.text(&mut self.problems)).filter(|src| self.check_image(src));
        let alt = table.take("alt").and_then(|alt| alt.any_text(&mut self.problems));
        if let (None, Some(src)) = (&alt, &src) {
            self.without_alt(src.span);
        }
        let caption = self.text(&mut table, "caption");
        let credit = self.text(&mut table, "credit");
        if let (Some(alt), Some(src)) = (&alt, &src) {
            let caption = caption.as_ref().map(|caption| caption.value.as_str());
            let poor = super::alt::poor(&alt.value, caption, &src.value);
            self.problems.extend(poor.map(|problem| problem.at(alt.span)));
        }
        let focal = table.take("focal").and_then(|focal| self.focal(&focal));
        let rights = self.rights(&mut table);
        table.finish(&[], &mut self.problems, |problem, _| problem);
        let value = |text: Option<Spanned<String>>| text.map(|text| text.value);
        let (alt, caption, credit) = (value(alt), value(caption), value(credit));
        Some(Image { src: src?, alt, caption, credit, focal, rights })
    }

    /// Two numbers from 0 to 1: how far the point lies from the left and from the top.
    fn focal(&mut self, field: &Field) -> Option<(u16, u16)> {
        let part = |data: &Data| match data {
            Data::Integer(number @ 0..=1) => Some(*number as u16 * 1000),
            Data::Float(number) if (0.0..=1.0).contains(number) => Some((number * 1000.0).round() as u16),
            _ => None,
        };
        let point = match &field.data {
            Data::List(items) if items.len() == 2 => part(&items[0]).zip(part(&items[1])),
            _ => None,
        };
        if point.is_none() {
            let problem = Problem::new(Code::BadValue, "`image.focal` should be two numbers from 0 to 1");
            let hint = "how far the point lies from the left and the top: `focal: [0.5, 0.3]`";
            self.problems.push(problem.at(field.span).hint(hint));
        }
        point
    }

    fn rights(&mut self, table: &mut Fields) -> Rights {
        let value = |text: Option<Spanned<String>>| text.map(|text| text.value);
        let credit_url = self.text(table, "credit_url");
        let credit_url = credit_url.filter(|url| self.check_address(url, "`image.credit_url`"));
        let license_url = self.text(table, "license_url");
        let license_url = license_url.filter(|url| self.check_address(url, "`image.license_url`"));
        let code = self.text(table, "digital_source_type");
        let code = code.and_then(|code| self.word(&code, "digital_source_type", DIGITAL_SOURCE_CODES));
        Rights {
            credit_url: value(credit_url),
            license: value(self.text(table, "license")),
            license_url: value(license_url),
            copyright: value(self.text(table, "copyright")),
            digital_source_type: code.map(str::to_owned),
        }
    }

    fn without_alt(&mut self, span: Span) {
        let problem = Problem::new(Code::MissingAlt, "this picture has no description");
        self.problems.push(problem.at(span).hint("add `alt: …` that says what it shows"));
    }

    fn check_image(&mut self, src: &Spanned<String>) -> bool {
        let scheme =
            src.value.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| !scheme.contains('/'));
        let good = scheme.is_none_or(|scheme| matches!(scheme, "http" | "https"));
        if !good {
            self.bad(
                src.span,
                "a picture should be a file of the site or an address with http or https",
                None,
            );
        }
        good
    }

    fn sources(&mut self, field: Field) -> Vec<Citation> {
        let mut sources = Vec::new();
        for (span, mut table) in field.tables(self.places, &mut self.problems) {
            let title = table.take("title");
            if title.as_ref().is_none_or(|title| title.data == Data::None) {
                let problem = Problem::new(Code::MissingKey, "a source has no `title`").at(span);
                self.problems.push(problem);
            }
            let title = title.and_then(|title| title.text(&mut self.problems));
            let url =
                self.text(&mut table, "url").filter(|url| self.check_address(url, "the address of a source"));
            let publisher = self.text(&mut table, "publisher").map(|text| text.value);
            let kind = self.text(&mut table, "type").map(|text| text.value);
            table.finish(&[], &mut self.problems, |problem, _| problem);
            if let Some(title) = title {
                sources.push(Citation { title: title.value, url, publisher, kind });
            }
        }
        sources
    }

    fn origin(&mut self, field: Field) -> Option<Origin> {
        let span = field.key;
        let mut table = field.table(self.places, &mut self.problems)?;
        let mut required = |reader: &mut Self, name: &'static str| {
            let value = table.take(name);
            if value.as_ref().is_none_or(|value| value.data == Data::None) {
                let message = format!("`syndicated_from.{name}` is missing");
                reader.problems.push(Problem::new(Code::MissingKey, message).at(span));
            }
            value.and_then(|value| value.text(&mut reader.problems))
        };
        let (name, url) = (required(self, "name"), required(self, "url"));
        let url = url.filter(|url| self.check_address(url, "`syndicated_from.url`"));
        table.finish(&[], &mut self.problems, |problem, _| problem);
        Some(Origin { name: name?.value, url: url? })
    }

    pub(super) fn check_address(&mut self, address: &Spanned<String>, what: &str) -> bool {
        let good = url::Url::parse(&address.value)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if !good {
            let hint = address.value.contains('.') && !address.value.contains([':', ' ']);
            let hint = hint.then(|| format!("did you mean `https://{}`?", address.value));
            self.bad(address.span, format!("{what} should begin with `https://` or `http://`"), hint);
        }
        good
    }

    fn terms(&mut self, fields: &mut Fields) -> Vec<(String, Vec<Spanned<String>>)> {
        let mut terms = Vec::new();
        let (authors, author) = (fields.take("authors"), fields.take("author"));
        let authors = match (authors, author) {
            (Some(authors), Some(author)) => {
                let (first, second) = if authors.key.start <= author.key.start {
                    (&authors, &author)
                } else {
                    (&author, &authors)
                };
                let problem = Problem::new(Code::DuplicateKey, "`author` and `authors` are the same key");
                self.problems.push(problem.at(second.key).label(first.key, "first given here"));
                Some(authors)
            }
            (authors, author) => authors.or(author),
        };
        let config = self.config;
        let declared = config.taxonomies.iter().filter(|taxonomy| taxonomy.name != "authors");
        let others = declared.map(|taxonomy| (taxonomy.name.clone(), fields.take_named(&taxonomy.name)));
        for (name, field) in std::iter::once(("authors".to_owned(), authors)).chain(others) {
            let texts = field.map(|field| field.texts(self.places, &mut self.problems)).unwrap_or_default();
            if !texts.is_empty() {
                terms.push((name, texts));
            }
        }
        terms
    }

    fn permalink(&mut self, text: Spanned<String>) -> Option<Spanned<crate::config::Permalink>> {
        match permalink(&text.value) {
            Ok(pattern) => Some(Spanned::new(pattern, text.span)),
            Err(message) => {
                self.bad(text.span, message, None);
                None
            }
        }
    }
}
