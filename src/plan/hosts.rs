//! Files with rules for hosts: which there are, and how many redirects each can have.

use super::redirects::{Redirects, Target};
use super::{Output, Recipe};
use crate::config::{Config, Host};
use crate::library::{Address, Library};
use crate::problem::{Code, Problem, Problems};
use std::sync::Arc;

/// A file with rules for a host.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum HostFile {
    /// `.htaccess` of Apache.
    Htaccess,
    /// What Caddy's configuration imports.
    Caddyfile,
    /// What nginx's configuration includes.
    NginxConf,
    /// Redirects, one a line, as this host reads them.
    Lines(Host),
    /// `vercel.json`.
    VercelJson,
    /// The website configuration of a bucket.
    S3Website,
    /// The objects of a bucket that redirect.
    S3Objects,
    /// The empty file that keeps GitHub Pages from taking the site for sources of its own.
    NoJekyll,
}

impl HostFile {
    /// Its name, for the ledger and for problems.
    pub fn name(self) -> &'static str {
        match self {
            HostFile::Htaccess => "apache",
            HostFile::Caddyfile => "caddy",
            HostFile::NginxConf => "nginx",
            HostFile::Lines(host) => host.name(),
            HostFile::VercelJson => "vercel",
            HostFile::S3Website => "s3 website",
            HostFile::S3Objects => "s3 objects",
            HostFile::NoJekyll => "github-pages",
        }
    }

    /// Where it is, from the root of the output.
    fn path(self) -> &'static str {
        match self {
            HostFile::Htaccess => ".htaccess",
            HostFile::Caddyfile => "_hosts/Caddyfile",
            HostFile::NginxConf => "_hosts/nginx.conf",
            HostFile::Lines(_) => "_redirects",
            HostFile::VercelJson => "vercel.json",
            HostFile::S3Website => "_hosts/s3-website.json",
            HostFile::S3Objects => "_hosts/s3-objects.json",
            HostFile::NoJekyll => ".nojekyll",
        }
    }

    fn of(host: Host) -> &'static [HostFile] {
        match host {
            Host::Apache => &[HostFile::Htaccess],
            Host::Caddy => &[HostFile::Caddyfile],
            Host::Cloudflare => &[HostFile::Lines(Host::Cloudflare)],
            Host::GithubPages => &[HostFile::NoJekyll],
            Host::GitlabPages => &[HostFile::Lines(Host::GitlabPages)],
            Host::Netlify => &[HostFile::Lines(Host::Netlify)],
            Host::Nginx => &[HostFile::NginxConf],
            Host::S3 => &[HostFile::S3Website, HostFile::S3Objects],
            Host::Vercel => &[HostFile::VercelJson],
        }
    }
}

/// What a host takes.
struct Limits {
    /// How many redirects of single addresses.
    single: usize,
    /// How many redirects of folders.
    folders: usize,
    /// How many characters a redirect may have.
    length: usize,
}

const fn limits(host: Host) -> Option<Limits> {
    match host {
        Host::Cloudflare => Some(Limits { single: 2000, folders: 100, length: 1000 }),
        // Of more than 1,000 rules it takes none.
        Host::GitlabPages => Some(Limits { single: 900, folders: 100, length: 1000 }),
        Host::Vercel => Some(Limits { single: 924, folders: 100, length: 4096 }),
        Host::S3 => Some(Limits { single: usize::MAX, folders: 50, length: 2048 }),
        _ => None,
    }
}

/// Adds the files with rules for the hosts of the site.
pub(super) fn hosts(
    outputs: &mut Vec<Output>,
    redirects: &Redirects,
    library: &Library,
    config: &Config,
    problems: &mut Problems,
) {
    let all = Arc::new(redirects.clone());
    for &host in &config.hosts {
        let redirects = match limits(host) {
            None => all.clone(),
            Some(limits) => {
                let (within, left_out) = within(host, redirects, &limits, library, config);
                if left_out > 0 {
                    let message = format!("`{}` cannot take {left_out} of the site's redirects", host.name());
                    let hint = "at those former addresses there are pages that send readers on, where a page \
                                can stand";
                    problems.push(Problem::new(Code::HostLimit, message).at(config.source).hint(hint));
                }
                Arc::new(within)
            }
        };
        for &file in HostFile::of(host) {
            let address = Address::file(file.path());
            let recipe = Recipe::Host { file, redirects: redirects.clone() };
            outputs.push(Output { path: address.output(), address, recipe, origin: None });
        }
    }
}

/// The redirects that a host takes, and how many others there are. What somebody wrote down
/// comes before what was found.
fn within(
    host: Host,
    redirects: &Redirects,
    limits: &Limits,
    library: &Library,
    config: &Config,
) -> (Redirects, usize) {
    let length = |from: &Address, to: &Target| {
        let to = match to {
            Target::Entry(entry) => entry.address(library, config).href(config).len(),
            Target::Path(address) => address.href(config).len(),
            Target::Elsewhere(url) => url.len(),
        };
        // Both, two spaces, a star, `:splat` and the status.
        from.href(config).len() + to + 13
    };
    // There, a page at the former address comes before any rule.
    let wanted = |page: bool| host != Host::GitlabPages || !page;
    let mut moved: Vec<_> = redirects.moved.iter().filter(|moved| wanted(moved.page)).cloned().collect();
    let mut below = redirects.below.clone();
    let all = moved.len() + below.len();
    moved.retain(|moved| length(&moved.from, &moved.to) <= limits.length);
    below.retain(|below| length(&below.from, &below.to) <= limits.length);
    moved.sort_by_key(|moved| moved.automatic);
    moved.truncate(limits.single);
    moved.sort_by(|a, b| a.from.path.cmp(&b.from.path));
    below.truncate(limits.folders);
    let left_out = all - moved.len() - below.len();
    (Redirects { moved, below, ..redirects.clone() }, left_out)
}
