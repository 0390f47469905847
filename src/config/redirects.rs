//! Addresses in the settings: redirects, the hosts to write them for, and how a path of the
//! site is read from what somebody wrote.

use super::Fields;
use crate::problem::{Code, Problem};
use crate::source::Spanned;
use percent_encoding::percent_decode_str;

/// A redirect as the settings give it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Redirect {
    /// The former address, from the site's root and not encoded.
    pub from: Spanned<String>,
    /// It stands for everything below it: it was written with `*` at its end.
    pub below: bool,
    /// Where to.
    pub to: Spanned<Destination>,
    /// What comes after `from` is put after `to` too: both were written with `*`.
    pub keeps_rest: bool,
}

/// Where a redirect of the settings leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Destination {
    /// To what is made from this source, such as `content/asia/x.md`.
    Source(String),
    /// To a path of the site, not encoded.
    Path(String),
    /// To an address with http or https, elsewhere on the web.
    Elsewhere(String),
}

/// Where a site can be put on the web, as far as it makes a difference to its files.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Host {
    /// The Apache HTTP server.
    Apache,
    /// The Caddy server.
    Caddy,
    /// Cloudflare Pages, or Workers with static assets.
    Cloudflare,
    /// GitHub Pages.
    GithubPages,
    /// GitLab Pages.
    GitlabPages,
    /// Netlify.
    Netlify,
    /// The nginx server.
    Nginx,
    /// Amazon S3 and what speaks its language.
    S3,
    /// Vercel.
    Vercel,
}

impl Host {
    /// All hosts, by name.
    pub const ALL: [Host; 9] = [
        Host::Apache,
        Host::Caddy,
        Host::Cloudflare,
        Host::GithubPages,
        Host::GitlabPages,
        Host::Netlify,
        Host::Nginx,
        Host::S3,
        Host::Vercel,
    ];

    /// The word that stands for it in `site.toml`.
    pub const fn name(self) -> &'static str {
        match self {
            Host::Apache => "apache",
            Host::Caddy => "caddy",
            Host::Cloudflare => "cloudflare",
            Host::GithubPages => "github-pages",
            Host::GitlabPages => "gitlab-pages",
            Host::Netlify => "netlify",
            Host::Nginx => "nginx",
            Host::S3 => "s3",
            Host::Vercel => "vercel",
        }
    }

    /// It can be told to redirect. Others show the page that sends the reader on.
    pub const fn has_rules(self) -> bool {
        !matches!(self, Host::GithubPages)
    }
}

/// The words of all hosts.
pub(super) const HOSTS: &[&str] = &[
    Host::Apache.name(),
    Host::Caddy.name(),
    Host::Cloudflare.name(),
    Host::GithubPages.name(),
    Host::GitlabPages.name(),
    Host::Netlify.name(),
    Host::Nginx.name(),
    Host::S3.name(),
    Host::Vercel.name(),
];

/// A path of the site as people write it, percent-encoded or not, from the root; or what is
/// wrong with it, as the end of a sentence, with what would mend it. A good one has no part
/// that leads out of the site or to another host, and nothing that could end a line.
pub fn site_path(text: &str) -> Result<String, (&'static str, Option<String>)> {
    if !text.starts_with('/') {
        let hint = (!text.contains(':')).then(|| format!("did you mean `/{text}`?"));
        return Err(("should begin with `/`", hint));
    }
    if text.contains(['?', '#']) {
        return Err(("should have no `?` and no `#`", None));
    }
    let Ok(path) = percent_decode_str(text).decode_utf8() else {
        return Err(("is not UTF-8 behind its `%`", None));
    };
    if path.chars().any(|letter| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')) {
        return Err(("should be one line, without control characters", None));
    }
    let outside = |part: &str| matches!(part, "." | "..");
    if path.contains("//") || path.contains('\\') || path.split('/').any(outside) {
        return Err(("should have no `//`, `\\` and `..`", None));
    }
    Ok(path.into_owned())
}

/// `hosts`: for whom files with rules are written.
pub(super) fn hosts(fields: &mut Fields<'_>) -> Vec<Host> {
    let mut hosts: Vec<Host> = Vec::new();
    let mut rules: Option<Host> = None;
    for word in fields.take_list_of_text("hosts").unwrap_or_default() {
        let Some(host) = Host::ALL.into_iter().find(|host| host.name() == word.value) else {
            let problem = Problem::new(Code::BadValue, format!("there is no host `{}`", word.value));
            let problem = problem.at(word.span).did_you_mean(&word.value, HOSTS.iter().copied());
            let known = HOSTS.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let silent = problem.hints.is_empty();
            fields.report(if silent { problem.hint(format!("hosts are {known}")) } else { problem });
            continue;
        };
        if matches!(host, Host::Netlify | Host::Cloudflare | Host::GitlabPages)
            && let Some(other) = rules.replace(host).filter(|other| *other != host)
        {
            let message = format!("`{}` and `{}` read the same file in two forms", other.name(), host.name());
            let problem = Problem::new(Code::BadValue, message).at(word.span);
            fields.report(problem.hint("name the one that the site is on"));
        }
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    hosts.sort_unstable();
    hosts
}

/// `redirects`: addresses that lead elsewhere.
pub(super) fn redirects(fields: &mut Fields<'_>) -> Vec<Redirect> {
    fields.take_list_of_tables("redirects", redirect).unwrap_or_default()
}

fn redirect(fields: &mut Fields<'_>) -> Option<Redirect> {
    for key in ["from", "to"] {
        if !fields.names().iter().any(|name| name.value == key) {
            fields.missing(key);
        }
    }
    let from = fields.take_text("from");
    let to = fields.take_text("to");
    let (from, to) = (from?, to?);
    let without = |text: &Spanned<String>| text.value.strip_suffix("/*").map(|stem| format!("{stem}/"));
    let (below, keeps_rest) = (without(&from), without(&to));
    let source = if let Some(stem) = &below { from.clone().map(|_| stem.clone()) } else { from.clone() };
    let path = path(fields, &source, "from");
    if keeps_rest.is_some() && below.is_none() {
        let problem = Problem::new(Code::BadValue, "`*` in `to` stands for the `*` in `from`").at(to.span);
        fields.report(problem.hint("`from` has none"));
        return None;
    }
    let target = match &keeps_rest {
        Some(stem) => to.clone().map(|_| stem.clone()),
        None => to.clone(),
    };
    let destination = destination(fields, &target, keeps_rest.is_some());
    Some(Redirect {
        from: Spanned::new(path?, from.span),
        below: below.is_some(),
        to: Spanned::new(destination?, to.span),
        keeps_rest: keeps_rest.is_some(),
    })
}

fn destination(fields: &mut Fields<'_>, to: &Spanned<String>, keeps_rest: bool) -> Option<Destination> {
    let mut wrong = |message: &str| {
        fields.report(Problem::new(Code::BadValue, message).at(to.span));
        None
    };
    if let Some(source) = to.value.strip_prefix("@/") {
        return match keeps_rest {
            true => wrong("a source has nothing below it for `*`"),
            false => Some(Destination::Source(format!("content/{source}"))),
        };
    }
    if !to.value.starts_with('/') {
        // The parser of the web takes blanks and line ends out, and writes the rest safely.
        let url = url::Url::parse(&to.value).ok();
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let Some(url) = url.filter(|url| url.username().is_empty() && url.password().is_none()) else {
            return wrong(
                "`to` should be `@/…` for a document, `/…` for a path, or an address with http or https",
            );
        };
        return Some(Destination::Elsewhere(url.into()));
    }
    // `/` and what comes behind it could make `//host/`, an address elsewhere.
    if keeps_rest && to.value == "/" {
        return wrong("`*` cannot stand right behind the root in `to`");
    }
    path(fields, to, "to").map(Destination::Path)
}

fn path(fields: &mut Fields<'_>, text: &Spanned<String>, name: &str) -> Option<String> {
    match site_path(&text.value) {
        Ok(path) if path.contains('*') => {
            let problem =
                Problem::new(Code::BadValue, format!("`{name}` may have `*` only as its last part"));
            fields.report(problem.at(text.span));
            None
        }
        Ok(path) => Some(path),
        Err((message, hint)) => {
            let problem = Problem::new(Code::BadValue, format!("`{name}` {message}")).at(text.span);
            fields.report(hint.into_iter().fold(problem, Problem::hint));
            None
        }
    }
}
