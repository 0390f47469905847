//! Style sheets and scripts as they are published: what a sheet imports is put into it,
//! comments and idle space are taken out, and a name with a fingerprint lets browsers keep it
//! for ever.
//!
//! Sheets are taken apart by a tokenizer and put together from the pieces of their own text:
//! nothing that this file does not know is changed.

use super::sass::{self, Sheets};
use crate::config::flaw;
use crate::fingerprint::Fingerprint;
use crate::problem::{Code, Place, Problem, Problems};
use crate::source::{ReadError, SourceId, Sources, Span};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use cssparser::{Delimiter, ParseError, Parser, Token};
use sha2::{Digest, Sha384};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A style sheet or script as it is published.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The file that it is made from; others may be in it.
    pub source: SourceId,
    /// What is published.
    pub text: Arc<str>,
    /// The fingerprint of that.
    pub fingerprint: Fingerprint,
    /// Where it is published for ever: its path with the fingerprint in it.
    pub lasting: String,
    /// The digest that browsers compare it with before they use it: `sha384-` and its base64
    /// (Subresource Integrity, W3C § 3.2).
    pub integrity: String,
}

/// Whether a static file is a style sheet or script, by its path.
pub fn is_bundled(path: &str) -> bool {
    matches!(path.rsplit_once('.'), Some((_, "css" | "js" | "mjs")))
}

/// Whether a file has a fingerprint in its name, such as `app.3f9a1c7d.js`: its bytes never
/// change.
pub fn has_print(path: &str) -> bool {
    let is_print = |part: &str| {
        part.len() >= 8
            && part.bytes().all(|byte| byte.is_ascii_hexdigit())
            && part.bytes().any(|byte| byte.is_ascii_digit())
    };
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split(['.', '-']).skip(1).any(is_print)
}

/// How many characters of the fingerprint stand in a name: enough that two versions of one
/// file never share it.
const PRINT: usize = 12;

/// How deeply sheets may import each other.
const DEEPEST: usize = 32;

/// Makes the bundles of all style sheets and scripts among the static files. A file that is
/// not text is left out, and copied as it is.
pub(super) fn load(
    sources: &Sources,
    assets: &BTreeMap<String, SourceId>,
    sheets: &Sheets,
    problems: &mut Problems,
) -> Result<BTreeMap<String, Bundle>, ReadError> {
    let mut bundles = BTreeMap::new();
    for (path, &source) in assets {
        let Some((stem, ending)) = path.rsplit_once('.').filter(|_| is_bundled(path)) else { continue };
        let text = sources.text(source)?;
        if flaw(&text, source).is_some() {
            continue;
        }
        let text = match ending {
            "css" => {
                let folder = parent(path);
                let mut bundler = Bundler { sources, assets, sheets, folder, way: vec![path], problems };
                let Some(text) = bundler.css(source, text.text) else { continue };
                bundler.sheet(&text, source)?.text()
            }
            _ => text.text,
        };
        let fingerprint = Fingerprint::of(text.as_bytes());
        let print: String = fingerprint.to_string().chars().take(PRINT).collect();
        let lasting = if has_print(path) { path.clone() } else { format!("{stem}.{print}.{ending}") };
        let integrity = format!("sha384-{}", BASE64.encode(Sha384::digest(text.as_bytes())));
        bundles.insert(path.clone(), Bundle { source, text: text.into(), fingerprint, lasting, integrity });
    }
    Ok(bundles)
}

/// One sheet in the making, and the way of imports that led to it.
struct Bundler<'a> {
    sources: &'a Sources,
    assets: &'a BTreeMap<String, SourceId>,
    sheets: &'a Sheets,
    /// The folder of the sheet that all is put into: what addresses are relative to.
    folder: &'a str,
    /// The sheets that import each other, the outermost first.
    way: Vec<&'a str>,
    problems: &'a mut Problems,
}

/// What became of a sheet.
#[derive(Default)]
struct Sheet {
    /// Imports of what is not in the site. They must stand before everything else.
    foreign: Vec<String>,
    body: String,
}

impl Sheet {
    fn text(self) -> String {
        self.foreign.concat() + &self.body
    }
}

/// `@import`: what, and under which conditions.
struct Import {
    url: String,
    /// The layer it goes to: none, one without a name (empty), or one by name.
    layer: Option<String>,
    supports: Option<String>,
    media: String,
}

impl Import {
    /// The statement as it was.
    fn statement(&self, url: &str) -> String {
        let layer = match self.layer.as_deref() {
            None => String::new(),
            Some("") => " layer".to_owned(),
            Some(name) => format!(" layer({name})"),
        };
        let supports = self.supports.as_ref().map_or(String::new(), |test| format!(" supports({test})"));
        let media = if self.media.is_empty() { String::new() } else { format!(" {}", self.media) };
        format!("@import {}{layer}{supports}{media};", quoted(url))
    }

    /// A text below the conditions.
    fn wrap(&self, mut body: String) -> String {
        if let Some(name) = &self.layer {
            let space = if name.is_empty() { "" } else { " " };
            body = format!("@layer{space}{name}{{{body}}}");
        }
        if let Some(test) = &self.supports {
            // A declaration alone stands in brackets; a condition has its own.
            let test = if test.starts_with(['(', 'n']) { test.clone() } else { format!("({test})") };
            body = format!("@supports {test}{{{body}}}");
        }
        if !self.media.is_empty() {
            body = format!("@media {}{{{body}}}", self.media);
        }
        body
    }
}

impl<'a> Bundler<'a> {
    /// The CSS of a file with this text; None if it is Sass that cannot be compiled.
    fn css(&mut self, source: SourceId, text: String) -> Option<String> {
        let path = &self.sources.get(source).path;
        if !sass::is_sass(path) {
            return Some(text);
        }
        let inside = path.split_once("static/").map_or(&**path, |(_, inside)| inside);
        match sass::compile(inside, source, self.sheets, self.sources) {
            Ok(css) => Some(css),
            Err(problem) => {
                // A sheet that is imported is told of once.
                if !self.problems.iter().any(|known| *known == problem) {
                    self.problems.push(problem);
                }
                None
            }
        }
    }

    fn sheet(&mut self, text: &str, source: SourceId) -> Result<Sheet, ReadError> {
        let here = self.way.last().map_or("", |path| parent(path));
        let folder = self.folder;
        let moved = |url: &str| moved(url, here, folder);
        let mut sheet = Sheet::default();
        let mut parser = Parser::new(text);
        loop {
            parser.skip_whitespace();
            let state = parser.state();
            let start = parser.position();
            let Ok(token) = parser.next().cloned() else { break };
            match token {
                Token::AtKeyword(name) if name.eq_ignore_ascii_case("charset") => {
                    // All that is published is UTF-8.
                    let _ = parser.parse_until_after(Delimiter::Semicolon, passed);
                }
                Token::AtKeyword(name) if name.eq_ignore_ascii_case("import") => {
                    let import = parser.parse_until_after(Delimiter::Semicolon, |rest| import(rest, &moved));
                    let place = match sass::is_sass(&self.sources.get(source).path) {
                        // The text is not the one that was written.
                        true => Place::File(source),
                        false => Span::new(source, start.byte_index(), parser.position().byte_index()).into(),
                    };
                    // One that cannot be read does nothing in browsers either.
                    let Ok(import) = import else { continue };
                    self.import(&import, here, place, &mut sheet)?;
                }
                Token::AtKeyword(name) if name.eq_ignore_ascii_case("layer") => {
                    // Names of layers may stand before imports; a block is a rule.
                    let before = parser.state();
                    let names = parser
                        .parse_until_before(Delimiter::Semicolon | Delimiter::CurlyBracketBlock, passed);
                    if names.is_err() || !matches!(parser.next(), Ok(Token::Semicolon)) {
                        parser.reset(&state);
                        break;
                    }
                    parser.reset(&before);
                    sheet.body.push_str("@layer");
                    let _ = parser.parse_until_after(Delimiter::Semicolon, |rest| {
                        compact(rest, &mut sheet.body, &moved);
                        Ok::<_, ParseError<()>>(())
                    });
                    sheet.body.push(';');
                }
                _ => {
                    parser.reset(&state);
                    break;
                }
            }
        }
        // Imports end here: what follows stays in its order.
        let rest = parser.position();
        let length = sheet.body.len();
        if !compact(&mut parser, &mut sheet.body, &moved) {
            sheet.body.truncate(length);
            sheet.body.push_str(&text[rest.byte_index()..]);
        }
        Ok(sheet)
    }

    fn import(
        &mut self,
        import: &Import,
        here: &str,
        place: Place,
        sheet: &mut Sheet,
    ) -> Result<(), ReadError> {
        if !is_local(&import.url) {
            sheet.foreign.push(import.statement(&import.url));
            return Ok(());
        }
        let path = joined(here, &import.url);
        let Some((known, &source)) = self.assets.get_key_value(&path) else {
            let sheets = self.assets.keys().filter(|path| path.ends_with(".css")).map(String::as_str);
            let message = format!("there is no style sheet `{path}` to import");
            self.problems.push(Problem::new(Code::DeadImport, message).at(place).did_you_mean(&path, sheets));
            return Ok(());
        };
        if self.way.contains(&known.as_str()) || self.way.len() > DEEPEST {
            let message = format!("`{path}` imports itself");
            let problem = Problem::new(Code::DeadImport, message).at(place);
            self.problems.push(problem.hint("take out one of the imports"));
            return Ok(());
        }
        let text = self.sources.text(source)?;
        if let Some(problem) = flaw(&text, source) {
            self.problems.push(problem);
            return Ok(());
        }
        let Some(text) = self.css(source, text.text) else { return Ok(()) };
        self.way.push(known);
        let inner = self.sheet(&text, source)?;
        self.way.pop();
        if inner.foreign.is_empty() {
            sheet.body.push_str(&import.wrap(inner.body));
        } else {
            // Conditions cannot be put around imports, so this sheet stays one by itself.
            sheet.foreign.push(import.statement(&relative(&path, self.folder)));
        }
        Ok(())
    }
}

/// Passes over what is left.
fn passed(rest: &mut Parser<'_>) -> Result<(), ParseError<()>> {
    while rest.next().is_ok() {}
    Ok(())
}

/// Reads what stands between `@import` and `;`.
fn import<'i>(
    rest: &mut Parser<'i>,
    moved: &dyn Fn(&str) -> Option<String>,
) -> Result<Import, ParseError<()>> {
    let url = rest.expect_url_or_string()?.to_string();
    let mut import = Import { url, layer: None, supports: None, media: String::new() };
    let inside = |parser: &mut Parser<'i>| {
        let mut text = String::new();
        compact(parser, &mut text, moved);
        Ok::<_, ParseError<()>>(text)
    };
    loop {
        let state = rest.state();
        match rest.next().cloned() {
            Ok(Token::Ident(name)) if import.layer.is_none() && name.eq_ignore_ascii_case("layer") => {
                import.layer = Some(String::new());
            }
            Ok(Token::Function(name)) if import.layer.is_none() && name.eq_ignore_ascii_case("layer") => {
                import.layer = Some(rest.parse_nested_block(inside)?);
            }
            Ok(Token::Function(name)) if name.eq_ignore_ascii_case("supports") => {
                import.supports = Some(rest.parse_nested_block(inside)?);
            }
            Ok(_) => {
                rest.reset(&state);
                compact(rest, &mut import.media, moved);
                return Ok(import);
            }
            Err(_) => return Ok(import),
        }
    }
}

/// Writes what is left of a block without comments and idle space; addresses become what
/// `moved` says. False if blocks lie too deep in each other.
fn compact(parser: &mut Parser<'_>, out: &mut String, moved: &dyn Fn(&str) -> Option<String>) -> bool {
    let mut whole = true;
    let (mut space, mut comment) = (false, false);
    loop {
        let start = parser.position();
        let Ok(token) = parser.next_including_whitespace_and_comments().cloned() else { break };
        match token {
            Token::WhiteSpace(_) => {
                space = true;
                continue;
            }
            Token::Comment(_) => {
                comment = true;
                continue;
            }
            _ => {}
        }
        let piece = parser.slice_from(start);
        let idle = out.is_empty()
            || out.ends_with(['{', '}', ';', ',', '(', ':'])
            || piece.starts_with(['{', '}', ';', ',', ')']);
        if (space || comment) && !idle {
            out.push_str(if space { " " } else { "/**/" });
        }
        (space, comment) = (false, false);
        let (closing, in_url) = match &token {
            Token::CurlyBracketBlock => ('}', false),
            Token::SquareBracketBlock => (']', false),
            Token::ParenthesisBlock => (')', false),
            Token::Function(name) => (')', name.eq_ignore_ascii_case("url")),
            Token::UnquotedUrl(url) => {
                match moved(url) {
                    Some(url) => out.push_str(&format!("url({})", quoted(&url))),
                    None => out.push_str(piece),
                }
                continue;
            }
            _ => {
                out.push_str(piece);
                continue;
            }
        };
        out.push_str(piece);
        let inner: Result<(), ParseError<()>> = parser.parse_nested_block(|block| {
            let at = block.position();
            if in_url && let Ok(url) = block.expect_string_cloned() {
                match moved(&url) {
                    Some(url) => out.push_str(&quoted(&url)),
                    None => out.push_str(block.slice_from(at).trim()),
                }
            }
            whole &= compact(block, out, moved);
            Ok(())
        });
        whole &= inner.is_ok();
        if closing == '}' && out.ends_with(';') {
            out.pop();
        }
        out.push(closing);
    }
    whole
}

/// An address in a sheet of the folder `here`, for a sheet of the folder `there`; None if it
/// is the same.
fn moved(url: &str, here: &str, there: &str) -> Option<String> {
    (here != there && is_local(url) && !url.starts_with('#')).then(|| relative(&joined(here, url), there))
}

/// Whether an address is relative to the sheet.
fn is_local(url: &str) -> bool {
    let scheme = url.split_once(':').is_some_and(|(scheme, _)| !scheme.contains(['/', '?', '#']));
    !url.is_empty() && !scheme && !url.starts_with('/')
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path that a relative address in a file of a folder means.
fn joined(folder: &str, url: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in url.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// A path as seen from a folder.
fn relative(path: &str, folder: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.len() - shared;
    [vec![".."; up], to[shared..].to_vec()].concat().join("/")
}

/// Text in quotation marks, as CSS writes it.
fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    // Writing to a string cannot fail.
    let _ = cssparser::serialize_string(text, &mut quoted);
    quoted
}
