//! Files with rules for hosts: redirects, what is gone, the page for what does not exist.
//!
//! Every form is made from one list of rules, in which nothing can end a line, a word or a
//! header: paths have no control characters, and a target has only characters that mean
//! nothing to any of these hosts. What is special to one of them, its own file escapes.

mod apache;
mod caddy;
mod json;
mod lines;
mod nginx;

use crate::facts::{Answer, Entry, Field, Question, Window};
use crate::plan::{Format, HostFile, Redirects, Target};
use crate::render::machine::headers::{everywhere, lasting};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What is percent-encoded in a target: all that is not a letter, a figure or a sign that
/// addresses are made of. `$`, quotes, braces and backslashes are something to hosts.
const TARGET: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'#')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'&')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b'%');

/// The rules of a site, with the path that it begins at.
struct Rules {
    /// `/`, or `/news/` for a site below a path. Not encoded.
    base: String,
    /// Single addresses.
    moved: Vec<Rule>,
    /// Folders, with a slash at their ends.
    below: Vec<Rule>,
    /// Where there is nothing any more, or only a notice.
    gone: Vec<Gone>,
    /// The page for what does not exist, if there is one.
    not_found: Option<String>,
    /// The headers that every file has.
    headers: Vec<(&'static str, String)>,
    /// Paths of files that never change, decoded.
    lasting: Vec<String>,
}

/// How long a page may be kept without asking again, and how long a file that never changes.
const BRIEFLY: &str = "public, max-age=300";
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// What feeds are called, as regular expressions of the last parts of their paths, and what they are.
fn feed_types() -> Vec<(String, &'static str)> {
    let formats = [Format::Rss, Format::Atom, Format::Json];
    let named = formats.map(|format| (expression(format.file()), format.media_type()));
    let months = ("[0-9]{4}-[0-9]{2}[.]xml".to_owned(), Format::Atom.media_type());
    named.into_iter().chain([months]).collect()
}

/// A value that means the same in the quotation marks of every server.
fn is_plain(value: &str) -> bool {
    value.chars().all(|letter| matches!(letter, ' '..='~') && !"\"\\$`{}%".contains(letter))
}

/// One redirect.
struct Rule {
    /// The path as it is once it is decoded.
    from: String,
    /// Where to: an encoded path or an address elsewhere.
    to: String,
    /// What came after `from` is put after `to`.
    keeps_rest: bool,
    /// The former file, from the root of the output, if there is a page.
    page: Option<String>,
}

/// Something that is gone for good.
struct Gone {
    /// Its path, decoded.
    path: String,
    /// The file of its notice as a path, decoded, if there is one.
    notice: Option<String>,
}

/// The text of a file with rules.
pub(super) fn host_file(file: HostFile, redirects: &Redirects, window: &Window) -> String {
    let rules = Rules::new(redirects, window);
    match file {
        HostFile::Htaccess => apache::htaccess(&rules),
        HostFile::Caddyfile => caddy::caddyfile(&rules),
        HostFile::NginxConf => nginx::conf(&rules),
        HostFile::Lines(host) => lines::lines(&rules, host),
        HostFile::VercelJson => json::vercel(&rules),
        HostFile::S3Website => json::s3_website(&rules),
        HostFile::S3Objects => json::s3_objects(&rules),
        HostFile::NoJekyll => String::new(),
    }
}

impl Rules {
    fn new(redirects: &Redirects, window: &Window) -> Self {
        let text = |entry| match window.ask(Question::Field(entry, Field::Url)) {
            Answer::Text(url) => url.into_owned(),
            _ => String::new(),
        };
        let encoded_base = text(Entry::Site);
        let base = percent_decode_str(&encoded_base).decode_utf8_lossy().into_owned();
        let below_base = |path: &str| [base.trim_end_matches('/'), path].concat();
        let target = |to: &Target| {
            let to = match to {
                Target::Entry(entry) => text(*entry),
                Target::Path(address) => [encoded_base.trim_end_matches('/'), &*address.encoded()].concat(),
                Target::Elsewhere(url) => url.clone(),
            };
            utf8_percent_encode(&to, TARGET).to_string()
        };
        let moved = redirects.moved.iter().map(|moved| Rule {
            from: below_base(&moved.from.path),
            to: target(&moved.to),
            keeps_rest: false,
            page: moved.page.then(|| moved.from.output()),
        });
        let below = redirects.below.iter().map(|below| Rule {
            from: below_base(&below.from.path),
            to: target(&below.to),
            keeps_rest: below.keeps_rest,
            page: None,
        });
        let gone = redirects.gone.iter().map(|gone| Gone {
            path: below_base(&gone.from.path),
            notice: gone.notice.then(|| below_base(&format!("/{}", gone.from.output()))),
        });
        Self {
            moved: moved.collect(),
            below: below.collect(),
            gone: gone.collect(),
            headers: everywhere(window).into_iter().filter(|(_, value)| is_plain(value)).collect(),
            lasting: lasting(window)
                .iter()
                .map(|path| percent_decode_str(path).decode_utf8_lossy().into_owned())
                .collect(),
            not_found: redirects.not_found.then(|| below_base("/404.html")),
            base,
        }
    }

    /// A path within the site, from its own root and without the first slash.
    fn inside<'a>(&self, path: &'a str) -> &'a str {
        path.strip_prefix(&*self.base).unwrap_or(path.trim_start_matches('/'))
    }
}

/// A path percent-encoded so that no host takes any of its signs for something else.
fn encoded(path: &str) -> String {
    const PATH: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
    utf8_percent_encode(path, PATH).to_string()
}

/// A path as a regular expression of the common kind that matches it and nothing else (with
/// `*` at its end: all that begins with it), and
/// that needs no further escaping within quotation marks.
fn expression(path: &str) -> String {
    let (path, rest) = path.strip_suffix('*').map_or((path, ""), |path| (path, ".*"));
    let mut expression = String::with_capacity(path.len());
    for letter in path.chars() {
        match letter {
            '/' | '-' | '_' | '~' => expression.push(letter),
            '.' => expression.push_str("[.]"),
            letter if letter.is_ascii_alphanumeric() || !letter.is_ascii() => expression.push(letter),
            letter => expression.push_str(&format!("\\x{:02X}", u32::from(letter))),
        }
    }
    expression + rest
}
