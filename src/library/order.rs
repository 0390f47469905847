//! The order of things: articles by date, sections by weight, neighbours, months.

use super::{Library, Month, PageId, Presence, SectionId, State};
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::sync::Arc;

/// All pages in their order.
#[derive(Default)]
pub(super) struct Order {
    articles: Vec<PageId>,
    withdrawn: Vec<PageId>,
    standalone: Vec<PageId>,
    labels: Vec<Arc<str>>,
    months: Vec<Month>,
}

/// Sorts pages, articles newest first and by key where dates are equal.
pub(super) fn order(library: &Library, zone: &TimeZone) -> Order {
    let mut order = Order::default();
    for (index, page) in library.pages.iter().enumerate() {
        let id = PageId(index as u32);
        if page.presence == Presence::Listed {
            if page.article { &mut order.articles } else { &mut order.standalone }.push(id);
        }
        if page.article && page.state == State::Withdrawn {
            order.withdrawn.push(id);
        }
    }
    order.articles.sort_by_cached_key(|id| library.newest_first(*id));
    order.withdrawn.sort_by_cached_key(|id| library.newest_first(*id));
    let labels = order.articles.iter().filter_map(|id| library.page(*id).document.front.label.as_ref());
    let labels: BTreeSet<&str> = labels.map(|label| label.value.as_str()).collect();
    order.labels = labels.into_iter().map(Arc::from).collect();
    order.standalone.sort_by_cached_key(|id| {
        let front = &library.page(*id).document.front;
        (front.weight, front.title.as_ref().map(|title| title.value.clone()), *id)
    });
    order.months = months(library, &order.articles, zone);
    order
}

/// Fills the lists of the library. Every list is filled in the order that all have together, so
/// none needs sorting again.
pub(super) fn arrange(library: &mut Library, order: Order) {
    let Order { articles, withdrawn, standalone, labels, months } = order;
    for id in &articles {
        let page = &library.pages[id.0 as usize];
        for term in page.terms.iter().flatten() {
            library.terms[term.0 as usize].articles.push(*id);
        }
        let own = page.section;
        library.sections[own.0 as usize].own_articles.push(*id);
        let mut above = Some(own);
        while let Some(section) = above {
            let section = &mut library.sections[section.0 as usize];
            section.articles.push(*id);
            above = section.parent;
        }
    }
    for id in &standalone {
        let section = library.pages[id.0 as usize].section;
        library.sections[section.0 as usize].pages.push(*id);
    }
    for section in 0..library.sections.len() {
        let own = library.sections[section].own_articles.clone();
        for pair in own.windows(2) {
            let [newer, older] = pair else { continue };
            library.page_mut(*newer).older = Some(*older);
            library.page_mut(*older).newer = Some(*newer);
        }
    }
    (library.labels, library.months) = (labels, months);
    library.articles = articles;
    library.withdrawn = withdrawn;
    library.standalone = standalone;
    arrange_sections(library);
}

fn arrange_sections(library: &mut Library) {
    let children: Vec<(SectionId, SectionId)> = library
        .sections
        .iter()
        .enumerate()
        .filter_map(|(index, section)| Some((section.parent?, SectionId(index as u32))))
        .collect();
    for (parent, child) in children {
        library.sections[parent.0 as usize].children.push(child);
    }
    for index in 0..library.sections.len() {
        let mut children = std::mem::take(&mut library.sections[index].children);
        children.sort_by(|a, b| {
            let key = |id: SectionId| {
                let section = library.section(id);
                let weight = section.document.as_ref().map_or(0, |document| document.front.weight);
                (weight, section.title.as_str(), id)
            };
            key(*a).cmp(&key(*b))
        });
        library.sections[index].children = children;
    }
}

fn months(library: &Library, articles: &[PageId], zone: &TimeZone) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for (index, id) in articles.iter().enumerate() {
        let Some(timestamp) =
            library.date(*id).and_then(|date| jiff::Timestamp::from_second(date.seconds).ok())
        else {
            continue;
        };
        let date = zone.to_datetime(timestamp);
        let (year, month) = (date.year(), date.month() as u8);
        match months.last_mut() {
            Some(last) if (last.year, last.month) == (year, month) => last.end = index as u32 + 1,
            _ => months.push(Month { year, month, start: index as u32, end: index as u32 + 1 }),
        }
    }
    months
}
