//! Related stories: shared terms, the rarer the weightier, then nearness in time.

use super::{Library, PageId, TermId};
use rustc_hash::FxHashMap;

/// How many articles of a term on each side in time are looked at. Stories far apart in
/// time are rarely each other's context, and a new article changes only what is near it.
const REACH: usize = 24;

/// How many related stories an article has at the most.
const MOST: usize = 8;

/// The stories related to an article, best first; never the article itself.
///
/// A shared term counts 64 divided by one more than the binary logarithm of its number of
/// articles. The logarithm is rounded down, so that one more article on a topic seldom
/// changes what is related to the others. Authors do not relate stories. Ties go to the
/// nearer in time, then to the newer, then by key.
pub fn related(library: &Library, id: PageId) -> Vec<PageId> {
    let page = library.page(id);
    let Some(date) = library.date(id) else { return Vec::new() };
    let mut scores: FxHashMap<PageId, u32> = FxHashMap::default();
    for term in page.terms.iter().skip(1).flatten() {
        let weight = weight(library, *term);
        for other in around(library, *term, id) {
            *scores.entry(other).or_default() += weight;
        }
    }
    let mut ranked: Vec<(u32, u64, i64, PageId)> = scores
        .into_iter()
        .map(|(other, score)| {
            let seconds = library.date(other).map_or(0, |date| date.seconds);
            (score, seconds.abs_diff(date.seconds), seconds, other)
        })
        .collect();
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(b.2.cmp(&a.2)).then(a.3.cmp(&b.3)));
    ranked.into_iter().take(MOST).map(|(_, _, _, other)| other).collect()
}

fn weight(library: &Library, term: TermId) -> u32 {
    let count = library.term(term).articles.len() as u32;
    64 / (1 + count.max(1).ilog2())
}

/// The articles of a term nearest to this one in the order of time.
fn around(library: &Library, term: TermId, id: PageId) -> impl Iterator<Item = PageId> + '_ {
    let articles = &library.term(term).articles;
    let key = |id: PageId| (std::cmp::Reverse(library.date(id).map_or(i64::MIN, |date| date.seconds)), id);
    let at = articles.partition_point(|other| key(*other) < key(id));
    let start = at.saturating_sub(REACH);
    let end = (at + 1 + REACH).min(articles.len());
    articles[start..end].iter().copied().filter(move |other| *other != id)
}
