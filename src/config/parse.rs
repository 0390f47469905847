//! The reading of `site.toml`, key by key.

use super::cards::cards;
use super::fields::Fields;
use super::images::images;
use super::keys::KEYS;
use super::labels::labels;
use super::newswire::newswire;
use super::publisher::{license, publisher};
use super::table::read_toml;
use super::taxonomies::taxonomies;
use super::{
    BaseUrl, Config, ExternalLinks, Markdown, MenuItem, Roles, UrlStyle, language_tag, permalink, redirects,
    roles,
};
use crate::data::Data;
use crate::problem::{Code, Place, Problem, Problems, nearest};
use crate::source::{Flaw, LARGEST_TEXT, ReadError, SourceId, Sources, Span, Spanned, Text};
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// The name of the file at the root of a site.
const SITE_TOML: &str = "site.toml";

/// Reads the settings of a site. Everything that is wrong is reported at once; where a
/// setting is wrong, its default stands in. There is no value if the file is missing or no
/// TOML, or if it does not say what the site is called and where it will be.
pub fn parse(sources: &Sources) -> Result<(Option<Config>, Problems), ReadError> {
    let mut problems = Problems::new();
    let Some(source) = sources.find(SITE_TOML) else {
        let problem = Problem::new(Code::NoConfig, "there is no `site.toml` in the site's folder");
        problems.push(problem.hint("`dateline init` makes a site; `--root` names another folder"));
        return Ok((None, problems));
    };
    let text = sources.text(source)?;
    if let Some(problem) = flaw(&text, source) {
        problems.push(problem);
        return Ok((None, problems));
    }
    let config = match read_toml(source, &text.text) {
        Ok(table) => read(source, Fields::new(table, "", &mut problems)),
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    Ok((config, problems))
}

/// The problem of a file that should be text and is not.
pub(crate) fn flaw(text: &Text, source: SourceId) -> Option<Problem> {
    match text.flaw? {
        Flaw::NotUtf8(byte) => {
            // The text was kept up to the bad byte, and its line ends were normalised, so
            // the place is the end of what there is.
            let end = text.text.len();
            let message = format!("this file is not UTF-8: byte {byte} does not belong to a character");
            let problem = Problem::new(Code::NotUtf8, message).at(Span::new(source, end, end));
            Some(problem.hint("save the file as UTF-8 in the editor"))
        }
        Flaw::TooLong(bytes) => {
            let limit = LARGEST_TEXT / (1024 * 1024);
            let size = bytes.div_ceil(1024 * 1024);
            let message = format!("this file is {size} MiB long; text files may have {limit} MiB");
            Some(Problem::new(Code::TooLong, message).at(Place::File(source)))
        }
    }
}

fn read(source: SourceId, mut fields: Fields<'_>) -> Option<Config> {
    let title = required(&mut fields, source, "title", "title = \"Our News\"");
    let base_url = required(&mut fields, source, "base_url", "base_url = \"https://example.org/\"");
    let base_url = base_url.and_then(|text| checked(&mut fields, &text, "base_url", base_url_of));
    let description = fields.take_text("description");
    let language = fields.take_text("language");
    let language = language.and_then(|text| checked(&mut fields, &text, "language", language_of));
    let time_zone = fields.take_text("time_zone").and_then(|text| time_zone(&mut fields, &text));
    let theme = fields.take_text("theme").and_then(|text| theme(&mut fields, text));
    let url_style = fields.take_text("url_style").and_then(|text| url_style(&mut fields, &text));
    let pattern = fields.take_text("permalink").and_then(|text| match permalink(&text.value) {
        Ok(pattern) => Some(pattern),
        Err(message) => {
            fields.report(Problem::new(Code::BadValue, message).at(text.span));
            None
        }
    });
    let keep_urls = fields.take_bool("keep_urls");
    let hosts = redirects::hosts(&mut fields);
    let redirects = redirects::redirects(&mut fields);
    let page_size = fields.take_count("page_size");
    let copyright = fields.take_text("copyright");
    let license = license(&mut fields);
    let publisher = publisher(&mut fields);
    let labels = labels(&mut fields);
    let taxonomies = taxonomies(&mut fields);
    let menus = menus(&mut fields);
    let markdown = markdown(&mut fields);
    let images = images(&mut fields);
    let cards = cards(&mut fields);
    let roles = all_roles(&mut fields);
    let newswire = newswire(&mut fields, &taxonomies);
    let search = search(&mut fields);
    let options = fields.take_data("options").unwrap_or_default();
    let extra = fields.take_data("extra").unwrap_or_default();
    fields.finish_with(elsewhere);
    Some(Config {
        source,
        title: title?.value,
        base_url: base_url?,
        description: description.map(|text| text.value),
        language: language.unwrap_or_else(|| "en".to_owned()),
        time_zone: time_zone.unwrap_or(TimeZone::UTC),
        theme: theme.unwrap_or_else(|| Spanned::new("broadsheet".to_owned(), Span::start_of(source))),
        url_style: url_style.unwrap_or(UrlStyle::Directory),
        permalink: pattern.or_else(|| permalink("/:section/:slug/").ok())?,
        keep_urls: keep_urls.unwrap_or(false),
        hosts,
        redirects,
        page_size: page_size.unwrap_or(12),
        copyright: copyright.map(|text| text.value),
        license,
        publisher,
        labels,
        taxonomies,
        menus,
        markdown,
        images,
        cards,
        roles,
        newswire,
        search,
        options,
        extra: Data::Map(extra.into_iter().map(|(key, value)| (key.value, value.value)).collect()),
    })
}

/// Says where a key belongs that stands in the wrong table.
fn elsewhere(problem: Problem, name: &str) -> Problem {
    let home = KEYS.iter().find_map(|key| {
        let (table, last) = key.name.rsplit_once('.')?;
        (last == name && !table.contains('*')).then_some(table)
    });
    match home {
        Some(table) => problem.hint(format!("`{name}` belongs below `[{table}]`")),
        None if problem.hints.is_empty() => problem.hint("the site's own values belong below `[extra]`"),
        None => problem,
    }
}

fn required(fields: &mut Fields<'_>, source: SourceId, name: &str, example: &str) -> Option<Spanned<String>> {
    if !fields.names().iter().any(|key| key.value == name) {
        // Asking for it all the same makes it known to "did you mean".
        let problem = Problem::new(Code::MissingKey, format!("`{name}` is missing"));
        fields.report(problem.at(Place::File(source)).hint(format!("for instance `{example}`")));
    }
    fields.take_text(name)
}

/// A value made from text, or a problem with the words that `make` gives.
pub(super) fn checked<T>(
    fields: &mut Fields<'_>,
    text: &Spanned<String>,
    name: &str,
    make: impl FnOnce(&str) -> Result<T, Trouble>,
) -> Option<T> {
    match make(&text.value) {
        Ok(value) => Some(value),
        Err(trouble) => {
            let message = format!("`{}` {}", fields.path_of(name), trouble.message);
            let problem = Problem::new(Code::BadValue, message).at(text.span);
            fields.report(trouble.hints.into_iter().fold(problem, Problem::hint));
            None
        }
    }
}

/// What is wrong with a value: the end of a sentence that begins with its key.
pub(super) struct Trouble {
    message: String,
    hints: Vec<String>,
}

impl Trouble {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hints: Vec::new() }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

fn base_url_of(text: &str) -> Result<BaseUrl, Trouble> {
    let not_absolute = || {
        let trouble = Trouble::new("should be an absolute address with http or https");
        let host = text.trim_start_matches('/');
        let looks_like_host = host.contains('.') && !host.contains(':') && !host.contains(' ');
        trouble.hint(match looks_like_host {
            true => format!("did you mean `https://{host}`?"),
            false => "for instance `https://example.org/`".to_owned(),
        })
    };
    let url = url::Url::parse(text).map_err(|_| not_absolute())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err(not_absolute());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Trouble::new("should have no `?` and no `#`"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Trouble::new("should have no user name or password"));
    }
    let mut path = url.path().to_owned();
    if !path.ends_with('/') {
        path.push('/');
    }
    if path.contains("//") {
        return Err(Trouble::new("has an empty part in its path"));
    }
    Ok(BaseUrl { origin: url.origin().ascii_serialization(), path })
}

impl Config {
    /// The same settings for a site at another place, as the command line may want.
    pub fn with_base_url(self, url: &str) -> Result<Config, String> {
        let base_url = base_url_of(url).map_err(|trouble| format!("`{url}` {}", trouble.message))?;
        Ok(Config { base_url, ..self })
    }
}

fn language_of(text: &str) -> Result<String, Trouble> {
    language_tag(text).ok_or_else(|| {
        let trouble = Trouble::new("should be a language tag");
        match language_tag(&text.replace('_', "-")) {
            Some(right) => trouble.hint(format!("did you mean `{right}`?")),
            None => trouble.hint("for instance `en`, `pt-BR` or `zh-Hant`"),
        }
    })
}

fn time_zone(fields: &mut Fields<'_>, text: &Spanned<String>) -> Option<TimeZone> {
    // The zones that are part of the program: the output must not depend on the machine.
    let zones = TimeZoneDatabase::bundled();
    if let Ok(zone) = zones.get(&text.value) {
        return Some(zone);
    }
    let names: Vec<String> = zones.available().map(|name| name.as_str().to_owned()).collect();
    let city = |name: &&String| {
        name.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(&text.value.replace(' ', "_")))
    };
    let close = nearest(&text.value, names.iter().map(String::as_str));
    let problem =
        Problem::new(Code::BadValue, format!("there is no time zone `{}`", text.value)).at(text.span);
    fields.report(match names.iter().find(city).map(String::as_str).or(close) {
        Some(name) => problem.hint(format!("did you mean `{name}`?")),
        None => problem.hint("zones have names of the IANA data base, such as `Europe/Paris`"),
    });
    None
}

fn theme(fields: &mut Fields<'_>, text: Spanned<String>) -> Option<Spanned<String>> {
    if text.value.contains(['/', '\\']) || text.value.starts_with('.') {
        let problem = Problem::new(Code::BadValue, "`theme` should be the name of a folder in `themes/`");
        fields.report(problem.at(text.span));
        return None;
    }
    Some(text)
}

fn url_style(fields: &mut Fields<'_>, text: &Spanned<String>) -> Option<UrlStyle> {
    match text.value.as_str() {
        "directory" => Some(UrlStyle::Directory),
        "file" => Some(UrlStyle::File),
        other => {
            let problem = Problem::new(Code::BadValue, "`url_style` should be `directory` or `file`");
            fields.report(problem.at(text.span).did_you_mean(other, ["directory", "file"]));
            None
        }
    }
}

fn menus(fields: &mut Fields<'_>) -> Vec<(String, Vec<MenuItem>)> {
    let mut menus = Vec::new();
    if let Some(mut table) = fields.take_table("menus") {
        for name in table.names() {
            if let Some(items) = table.take_list_of_tables(&name.value, menu_item) {
                menus.push((name.value, items));
            }
        }
        table.finish();
    }
    menus
}

fn menu_item(fields: &mut Fields<'_>) -> Option<MenuItem> {
    for key in ["name", "url"] {
        if !fields.names().iter().any(|name| name.value == key) {
            fields.missing(key);
        }
    }
    let name = fields.take_text("name");
    let url = fields.take_text("url").and_then(|url| {
        checked(fields, &url, "url", menu_url)?;
        Some(url)
    });
    Some(MenuItem { name: name?.value, url: url? })
}

pub(super) fn menu_url(text: &str) -> Result<(), Trouble> {
    let elsewhere = ["http://", "https://", "mailto:", "tel:"];
    let own = text.starts_with("@/") || (text.starts_with('/') && !text.starts_with("//"));
    if own || elsewhere.iter().any(|scheme| text.starts_with(scheme)) {
        return Ok(());
    }
    let trouble = Trouble::new("should be `@/…` for a document, `/…` for a path or an address elsewhere");
    Err(match text.contains(':') {
        false if text.ends_with(".md") => trouble.hint(format!("did you mean `@/{text}`?")),
        _ => trouble,
    })
}

fn search(fields: &mut Fields<'_>) -> bool {
    let Some(mut table) = fields.take_table("search") else { return true };
    let page = table.take_bool("page");
    table.finish();
    page.unwrap_or(true)
}

fn markdown(fields: &mut Fields<'_>) -> Markdown {
    let mut markdown = Markdown {
        raw_html: false,
        smart_punctuation: true,
        external_links: ExternalLinks {
            rel: "noopener".to_owned(),
            target: String::new(),
            class: String::new(),
        },
    };
    if let Some(mut table) = fields.take_table("markdown") {
        markdown.raw_html = table.take_bool("raw_html").unwrap_or(markdown.raw_html);
        markdown.smart_punctuation =
            table.take_bool("smart_punctuation").unwrap_or(markdown.smart_punctuation);
        if let Some(mut links) = table.take_table("external_links") {
            let ExternalLinks { rel, target, class } = &mut markdown.external_links;
            for (name, place) in [("rel", rel), ("target", target), ("class", class)] {
                if let Some(text) = links.take_any_text(name) {
                    *place = text.value;
                }
            }
            links.finish();
        }
        table.finish();
    }
    markdown
}

fn all_roles(fields: &mut Fields<'_>) -> Vec<(String, Roles)> {
    let mut all = roles::built_in();
    let Some(mut table) = fields.take_table("roles") else { return all };
    for lang in table.names() {
        let good = (2..=3).contains(&lang.value.len()) && lang.value.chars().all(|c| c.is_ascii_lowercase());
        if !good {
            table.take(&lang.value);
            let message = format!("`roles.{}` should be named after a language", lang.value);
            table.report(
                Problem::new(Code::BadValue, message).at(lang.span).hint("for instance `[roles.fr]`"),
            );
            continue;
        }
        let Some(mut one) = table.take_table(&lang.value) else { continue };
        let index = all.iter().position(|(known, _)| *known == lang.value).unwrap_or_else(|| {
            all.push((lang.value.clone(), Roles::default()));
            all.len() - 1
        });
        let Roles { background, impact, reactions, next, signoff } = &mut all[index].1;
        let places = [
            ("background", background),
            ("impact", impact),
            ("reactions", reactions),
            ("next", next),
            ("signoff", signoff),
        ];
        for (name, place) in places {
            if let Some(words) = one.take_list_of_text(name) {
                *place = words.into_iter().map(|word| word.value).collect();
            }
        }
        one.finish();
    }
    table.finish();
    all
}
