//! Cards: which articles have their headline drawn, because there is no photograph to share
//! them with.

use super::{Output, Pictures, Plan, RENDITIONS, Recipe};
use crate::config::Config;
use crate::data::Data;
use crate::library::{Address, HOME, Library, Page, PageId, is_right_to_left, label};
use crate::picture::{Card, Kind, Look};
use crate::problem::{Code, Place, Problem, Problems};
use crate::theme::Theme;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// So many missing characters are named.
const NAMED: usize = 8;

/// A card and where it is.
pub type Drawn = (Arc<Card>, Address);

/// Adds the cards of all articles that have no photograph. What stands on them depends on the
/// instant `at`, since labels end.
pub(super) fn cards(
    outputs: &mut Vec<Output>,
    pictures: &mut Pictures,
    library: &Library,
    theme: &Theme,
    config: &Config,
    at: i64,
    problems: &mut Problems,
) {
    let Some(look) = theme.look() else { return };
    let mut names: FxHashSet<String> = FxHashSet::default();
    let mut lacking = Lacking::default();
    for (index, page) in library.pages.iter().enumerate() {
        let Some(card) = card(page, look, library, theme, config, at) else { continue };
        let missing = card.missing();
        if !missing.is_empty() {
            lacking.add(page, missing);
            continue;
        }
        let output = output(page, Arc::new(card));
        if let Recipe::Card { card } = &output.recipe {
            pictures.cards.insert(PageId(index as u32), (card.clone(), output.address.clone()));
        }
        // Two articles may say the same in two places.
        if names.insert(output.path.clone()) {
            outputs.push(output);
        }
    }
    problems.extend(lacking.problem());
}

/// The card of an article that wants one.
fn card(
    page: &Page,
    look: &Arc<Look>,
    library: &Library,
    theme: &Theme,
    config: &Config,
    at: i64,
) -> Option<Card> {
    if !page.article || !page.presence.is_readable() || has_photo(page) {
        return None;
    }
    let front = &page.document.front;
    let title = front.title.as_ref()?;
    let label = label(front, at).filter(|label| *label != "news");
    let label = label.and_then(|label| theme.string(&config.language, &format!("label_{label}")));
    let own = front.kicker.as_ref().map(|kicker| kicker.value.as_str());
    let section = || (page.section != HOME).then(|| library.section(page.section).title.as_str());
    let kicker: Vec<&str> = label.and_then(Data::as_text).into_iter().chain(own.or_else(section)).collect();
    Card::new(&title.value, &kicker.join(" · "), &config.title, is_right_to_left(&page.lang), look)
}

/// Says whether the article has a picture that previews of links can show. They show no
/// drawings of lines.
fn has_photo(page: &Page) -> bool {
    let kind = |url: &str| Kind::of_path(url.split(['?', '#']).next().unwrap_or(url));
    page.image.as_ref().is_some_and(|image| kind(&image.url) != Some(Kind::Svg))
}

fn output(page: &Page, card: Arc<Card>) -> Output {
    let address = Address::file(&format!("{RENDITIONS}/{}", card.name(&page.slug)));
    let origin = page.document.front.title.as_ref().map(|title| Place::from(title.span));
    Output { path: address.output(), address, recipe: Recipe::Card { card }, origin }
}

/// The characters that no font has.
#[derive(Default)]
struct Lacking {
    missing: Vec<char>,
    articles: usize,
    place: Option<Place>,
}

impl Lacking {
    fn add(&mut self, page: &Page, missing: Vec<char>) {
        for letter in missing {
            if !self.missing.contains(&letter) {
                self.missing.push(letter);
            }
        }
        self.articles += 1;
        let title = page.document.front.title.as_ref().map(|title| Place::from(title.span));
        self.place = self.place.or(title);
    }

    /// One problem for the whole site, at the first headline.
    fn problem(self) -> Option<Problem> {
        let place = self.place?;
        let named: Vec<String> =
            self.missing.iter().take(NAMED).map(|letter| format!("`{letter}`")).collect();
        let more = match self.missing.len().saturating_sub(NAMED) {
            0 => String::new(),
            1 => " and one other character".to_owned(),
            more => format!(" and {more} other characters"),
        };
        let of = match self.articles {
            1 => "this article has".to_owned(),
            many => format!("this article and {} more have", many.saturating_sub(1)),
        };
        let message = format!("no font has {}{more}, so {of} no card", named.join(", "));
        let problem = Problem::new(Code::MissingGlyph, message).at(place);
        let problem = problem
            .hint("put a font that has them into `fonts/`, and name it: `[cards] fonts = [\"fonts/….otf\"]`");
        Some(problem.hint("or do without cards: `[cards] drawn = false`"))
    }
}

impl Plan {
    /// The same plan with other words on the cards of these articles, which `before` had as they
    /// were then; None if one of them gets or loses its card, or shares it.
    pub(crate) fn with_cards_of(
        self: &Arc<Self>,
        pages: &[PageId],
        before: &Library,
        library: &Library,
        theme: &Theme,
        config: &Config,
        at: i64,
    ) -> Option<Arc<Self>> {
        let Some(look) = theme.look() else { return Some(self.clone()) };
        let mut plan = self.clone();
        for id in pages {
            let page = library.page(*id);
            let was = card(before.page(*id), look, before, theme, config, at);
            let now = card(page, look, library, theme, config, at);
            if was == now {
                continue;
            }
            let ((_, was), now) =
                self.pictures.cards.get(id).zip(now.filter(|now| now.missing().is_empty()))?;
            let now = output(page, Arc::new(now));
            let shares = self.pictures.cards.values().filter(|(_, address)| address == was).count() > 1;
            if shares || self.find(&now.path).is_some() {
                return None;
            }
            let Recipe::Card { card } = &now.recipe else { return None };
            let plan = Arc::make_mut(&mut plan);
            let pictures = Arc::make_mut(&mut plan.pictures);
            pictures.cards.insert(*id, (card.clone(), now.address.clone()));
            plan.outputs.retain(|output| output.path != was.output());
            let place = plan.outputs.partition_point(|output| output.path < now.path);
            plan.outputs.insert(place, now);
        }
        Some(plan)
    }
}
