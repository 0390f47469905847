//! Lists in pages. Page numbers count from the oldest article, so that a new one changes
//! the front page of a list and leaves the numbered pages as they are.

/// Which part of a list one page shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Slice {
    /// The page's number; None on the front page, which has the newest.
    pub number: Option<u32>,
    /// How many of the oldest articles are left out.
    pub start: u32,
    /// How many articles it shows; None for all the rest.
    pub length: Option<u32>,
    /// The page with newer articles.
    pub newer: Option<Neighbour>,
    /// The page with older articles.
    pub older: Option<Neighbour>,
}

/// A neighbouring page of a list.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Neighbour {
    /// The front page.
    Front,
    /// A numbered page.
    Number(u32),
}

/// Cuts a list of `count` articles into pages of `size`: first the front page, which has at
/// least one full page of the newest where there are that many, then the numbered ones.
pub fn slices(count: usize, size: usize) -> Vec<Slice> {
    let size = size.max(1);
    let frozen = (count / size).saturating_sub(1) as u32;
    let size = size as u32;
    let front = Slice {
        number: None,
        start: frozen * size,
        length: None,
        newer: None,
        older: (frozen > 0).then_some(Neighbour::Number(frozen)),
    };
    let numbered = (1..=frozen).map(|number| Slice {
        number: Some(number),
        start: (number - 1) * size,
        length: Some(size),
        newer: Some(if number == frozen { Neighbour::Front } else { Neighbour::Number(number + 1) }),
        older: (number > 1).then(|| Neighbour::Number(number - 1)),
    });
    std::iter::once(front).chain(numbered).collect()
}
