//! The page at a former address, which sends the reader on.

use super::environment::escaped;
use crate::facts::{Answer, Entry, Field, Question, Window};
use crate::plan::Target;

/// A page that works on every host: readers and search engines take a refresh after
/// nought seconds for a permanent move.
pub(super) fn html(to: &Target, window: &Window) -> String {
    let ask = |entry, field| match window.ask(Question::Field(entry, field)) {
        Answer::Text(text) => text.into_owned(),
        _ => String::new(),
    };
    let site_lang = || ask(Entry::Site, Field::Lang);
    let (url, permalink, title, lang) = match to {
        Target::Entry(entry) => (
            ask(*entry, Field::Url),
            ask(*entry, Field::Permalink),
            ask(*entry, Field::Title),
            ask(*entry, Field::Lang),
        ),
        Target::Path(address) => {
            let below = |home: String| [home.trim_end_matches('/'), &*address.encoded()].concat();
            let url = below(ask(Entry::Site, Field::Url));
            (url, below(ask(Entry::Site, Field::Permalink)), address.path.clone(), site_lang())
        }
        Target::Elsewhere(url) => (url.clone(), url.clone(), url.clone(), site_lang()),
    };
    let (url, permalink) = (escaped(&url), escaped(&permalink));
    let (title, lang) = (escaped(&title), escaped(&lang));
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta name=\"robots\" content=\"noindex\">\n<link rel=\"canonical\" href=\"{permalink}\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={url}\">\n</head>\n<body>\n\
         <p><a href=\"{url}\">{title}</a></p>\n</body>\n</html>\n"
    )
}
