//! The pictures of the site: which smaller forms they get, and what they lack.

use super::cards::Drawn;
use super::{Output, Recipe};
use crate::config::Config;
use crate::content::{Document, Target};
use crate::library::{Address, Argument, Called, Library, PageId};
use crate::picture::{Flaw, Focus, Kind, LARGEST_AREA, Picture, Rendition, renditions, small};
use crate::problem::{Code, Problem, Problems};
use crate::source::{SourceId, Span};
use crate::theme::Theme;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The least width of a lead picture, in pixels (news.md LD-4).
const LEAST_LEAD: u32 = 1200;

/// The width of the logo in feeds, in pixels (RS-2).
pub const CHANNEL: u32 = 144;

/// The folder of smaller forms, and of cards. Whatever is in it has its sum in its name and never changes.
pub const RENDITIONS: &str = "renditions";

/// What a look at the files of pictures has found.
pub type Looked = BTreeMap<SourceId, Result<Arc<Picture>, Flaw>>;

/// The pictures of the site that have an address.
#[derive(Clone, Debug, Default)]
pub struct Pictures {
    shown: FxHashMap<SourceId, Shown>,
    /// The cards of articles.
    pub(super) cards: FxHashMap<PageId, Drawn>,
    /// The pictures by their paths on the web.
    places: FxHashMap<String, SourceId>,
}

/// A picture with its smaller forms.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What is known of it.
    pub picture: Arc<Picture>,
    /// Where it is.
    pub address: Address,
    /// Its smaller forms, those of its own shape first, each from small to large.
    pub renditions: Vec<(Arc<Rendition>, Address)>,
}

impl Pictures {
    /// The picture of a file.
    pub fn get(&self, source: SourceId) -> Option<&Shown> {
        self.shown.get(&source)
    }

    /// The file of the picture at a path on the web, without base path.
    pub fn at(&self, path: &str) -> Option<SourceId> {
        self.places.get(path).copied()
    }

    /// The card of an article, and where it is.
    pub fn card(&self, page: PageId) -> Option<&Drawn> {
        self.cards.get(&page)
    }

    /// Says whether any picture has smaller forms, or any article a card.
    pub fn has_renditions(&self) -> bool {
        !self.cards.is_empty() || self.shown.values().any(|shown| !shown.renditions.is_empty())
    }
}

/// How documents use a picture.
#[derive(Default)]
struct Use {
    /// The points that must be seen where it is cut: it is the picture of an entry.
    focuses: Vec<Focus>,
    /// The first place that names it.
    place: Option<Span>,
}

/// Adds the smaller forms of all pictures that documents show, and reports what pictures lack.
pub(super) fn pictures(
    outputs: &mut Vec<Output>,
    library: &Library,
    theme: &Theme,
    config: &Config,
    looked: &Looked,
    problems: &mut Problems,
) -> Pictures {
    let mut pictures = Pictures::default();
    if looked.is_empty() {
        return pictures;
    }
    for output in outputs.iter_mut() {
        let Recipe::Asset { source } = output.recipe else { continue };
        let Some(Ok(picture)) = looked.get(&source) else { continue };
        if picture.tells_too_much && config.images.clean {
            output.recipe = Recipe::Picture { source, of: picture.fingerprint };
        }
        let shown =
            Shown { picture: picture.clone(), address: output.address.clone(), renditions: Vec::new() };
        pictures.places.insert(shown.address.path.clone(), source);
        pictures.shown.entry(source).or_insert(shown);
    }
    let mut uses: BTreeMap<SourceId, Use> = BTreeMap::new();
    for text in documents(library) {
        note(&text, &mut uses);
        check(&text, looked, problems);
    }
    let logo = config.publisher.logo.as_ref();
    let logo = logo.and_then(|logo| theme.asset(logo.value.trim_start_matches('/')));
    if let Some(logo) = logo.filter(|logo| pictures.shown.contains_key(logo)) {
        uses.entry(logo).or_default();
    }
    let mut names: FxHashSet<String> = FxHashSet::default();
    for (source, used) in uses {
        if let (Some(Err(flaw)), Some(place)) = (looked.get(&source), used.place) {
            problems.push(flawed(*flaw, place));
        }
        let Some(shown) = pictures.shown.get_mut(&source) else { continue };
        let area = u64::from(shown.picture.width) * u64::from(shown.picture.height);
        if let Some(place) = used.place.filter(|_| area > LARGEST_AREA && shown.picture.kind != Kind::Svg) {
            problems.push(flawed(Flaw::TooLarge, place));
        }
        // A picture that no document shows is here as the logo alone.
        let mut made = match used.place {
            Some(_) => renditions(&shown.picture, &config.images, &used.focuses),
            None => Vec::new(),
        };
        if logo == Some(source) {
            made.extend(small(&shown.picture, CHANNEL, &config.images));
        }
        for rendition in made {
            let name = rendition.name(&shown.address.path);
            let (address, rendition) = (Address::file(&format!("{RENDITIONS}/{name}")), Arc::new(rendition));
            shown.renditions.push((rendition.clone(), address.clone()));
            // The same picture may lie in two places under one name.
            if names.insert(name) {
                outputs.push(Output {
                    path: address.output(),
                    address,
                    recipe: Recipe::Rendition { source, rendition },
                    origin: Some(source.into()),
                });
            }
        }
    }
    pictures
}

/// A document that can be read, with what it names.
struct Text<'a> {
    document: &'a Document,
    targets: &'a [Target],
    image: Option<&'a Target>,
    calls: &'a [Called],
    article: bool,
}

/// All documents that can be read.
fn documents(library: &Library) -> impl Iterator<Item = Text<'_>> {
    macro_rules! texts {
        ($entries:expr) => {
            $entries.filter_map(|entry| {
                let (targets, image, calls) = (&*entry.targets, entry.image.as_ref(), &*entry.calls);
                Some(Text { document: entry.document.as_deref()?, targets, image, calls, article: false })
            })
        };
    }
    let pages = library.pages.iter().filter(|page| page.presence.is_readable());
    let pages = pages.map(|page| Text {
        document: &page.document,
        targets: &page.targets,
        image: page.image.as_ref(),
        calls: &page.calls,
        article: page.article,
    });
    let groups = texts!(library.sections.iter()).chain(texts!(library.taxonomies.iter()));
    pages.chain(groups).chain(texts!(library.terms.iter()))
}

/// The pictures that the arguments of a component name.
fn named(call: &Called) -> impl Iterator<Item = SourceId> {
    call.arguments.iter().filter_map(|(_, argument)| match argument {
        Argument::Address(target) => target.picture,
        _ => None,
    })
}

fn note(text: &Text<'_>, uses: &mut BTreeMap<SourceId, Use>) {
    let Text { document, targets, image, calls, .. } = *text;
    let mut note = |source: SourceId, place: Span, focus: Option<Focus>| {
        let used = uses.entry(source).or_default();
        used.place.get_or_insert(place);
        if let Some(focus) = focus.filter(|focus| !used.focuses.contains(focus)) {
            used.focuses.push(focus);
        }
    };
    if let (Some(front), Some(source)) = (&document.front.image, image.and_then(|image| image.picture)) {
        let focus = front.focal.map(|(x, y)| Focus { x, y }).unwrap_or_default();
        note(source, front.src.span, Some(focus));
    }
    for (link, target) in document.outline.links.iter().zip(targets) {
        if let Some(source) = target.picture {
            note(source, link.span, None);
        }
    }
    for source in calls.iter().flat_map(named) {
        note(source, Span::start_of(document.source), None);
    }
}

/// Reports what pictures of a document lack.
fn check(text: &Text<'_>, looked: &Looked, problems: &mut Problems) {
    let Text { document, targets, image, article, .. } = *text;
    // Drawings are the desk's own work more often than not, and have no pixels to be too few.
    let photo = |target: &Target| match looked.get(&target.picture?) {
        Some(Ok(picture)) if picture.kind != Kind::Svg => Some(picture),
        _ => None,
    };
    let uncredited = |span: Span| {
        let problem = Problem::new(Code::MissingCredit, "this picture names nobody whose work it is");
        problem.at(span)
    };
    if let (Some(front), Some(picture), true) = (&document.front.image, image.and_then(photo), article) {
        if front.credit.is_none() && picture.rights.credit_line().is_none() {
            let hint = "add `credit: …`, or write it into the picture's file as IPTC has it";
            problems.push(uncredited(front.src.span).hint(hint));
        }
        if picture.width < LEAST_LEAD {
            let message = format!("this lead picture is {} pixels wide", picture.width);
            let hint =
                format!("give it at least {LEAST_LEAD}: search engines and previews of links want that");
            problems.push(Problem::new(Code::SmallPicture, message).at(front.src.span).hint(hint));
        }
    }
    for (link, target) in document.outline.links.iter().zip(targets) {
        if let (true, Some(picture)) = (link.uncredited, photo(target))
            && picture.rights.credit_line().is_none()
        {
            let hint = "name them after a bar: `![…](… \"The caption | Name\")`";
            problems.push(uncredited(link.span).hint(hint));
        }
    }
}

fn flawed(flaw: Flaw, place: Span) -> Problem {
    match flaw {
        Flaw::Unreadable => {
            Problem::new(Code::UnreadablePicture, "the file of this picture is none, or is not whole")
                .at(place)
                .hint("export it again as JPEG, PNG, WebP, AVIF, GIF or SVG")
        }
        Flaw::TooLarge => {
            Problem::new(Code::HugePicture, "this picture is too large to make smaller forms of it")
                .at(place)
                .hint("export it with at most 100 million pixels")
        }
    }
}
