//! The page at a former address, which sends the reader on.

use super::environment::escaped;
use crate::facts::{Answer, Entry, Field, Question, Window};

/// A page that works on every host: readers and search engines take a refresh after
/// nought seconds for a permanent move.
pub(super) fn html(to: Entry, window: &Window) -> String {
    let ask = |field| match window.ask(Question::Field(to, field)) {
        Answer::Text(text) => text.into_owned(),
        _ => String::new(),
    };
    let (url, permalink, title, lang) =
        (ask(Field::Url), ask(Field::Permalink), ask(Field::Title), ask(Field::Lang));
    let (url, permalink) = (escaped(&url), escaped(&permalink));
    let (title, lang) = (escaped(&title), escaped(&lang));
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta name=\"robots\" content=\"noindex\">\n<link rel=\"canonical\" href=\"{permalink}\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={url}\">\n</head>\n<body>\n\
         <p><a href=\"{url}\">{title}</a></p>\n</body>\n</html>\n"
    )
}
