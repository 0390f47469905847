//! Pictures in templates and in what pages tell machines: one question, and the forms that fit.

use super::environment::escaped;
use super::objects::{HINT, unknown};
use crate::data::Data;
use crate::facts::{Answer, Markup, Question, Window, markup};
use crate::picture::Crop;
use minijinja::value::{Enumerator, Kwargs, Object, ObjectRepr, from_args};
use minijinja::{Error, ErrorKind, Value};
use std::fmt::{self, Write};
use std::sync::Arc;

/// How wide a picture is shown where a template does not say.
const ANYTHING: &str = "100vw";

/// What `picture(…)` gives: it prints itself as HTML, and its parts can be used one by one.
#[derive(Debug)]
pub(super) struct PictureObject {
    markup: Markup,
    whole: Data,
    sizes: String,
    alt: String,
    class: String,
    /// It is seen first, and loaded before everything else.
    lead: bool,
}

const PARTS: [&str; 9] = ["html", "src", "srcset", "sources", "sizes", "width", "height", "url", "type"];

/// `picture(image, sizes="…", crop="16:9", alt="…", class="…", lead=true)`. The picture is that
/// of an entry, or a path: `@/asia/x/map.png`, or an address such as `/map.png`.
pub(super) fn picture(arguments: &[Value], window: &Arc<Window>) -> Result<Value, Error> {
    let (of, options): (&Value, Kwargs) = from_args(arguments)?;
    let text = |key| options.get::<Option<String>>(key);
    let crop = match text("crop")? {
        None => None,
        Some(name) => Some(Crop::from_name(&name).ok_or_else(|| {
            let all: Vec<&str> = Crop::ALL.iter().map(|crop| crop.name()).collect();
            failed(&format!("`picture` has no crop `{name}`{HINT}it is one of {}", all.join(", ")))
        })?),
    };
    let sizes = text("sizes")?.unwrap_or_else(|| ANYTHING.to_owned());
    let given = text("alt")?;
    let class = text("class")?.unwrap_or_default();
    let lead = options.get::<Option<bool>>("lead")?.unwrap_or(false);
    options.assert_all_used()?;
    let field = |name: &str| of.get_attr(name).ok().and_then(|value| value.as_str().map(str::to_owned));
    let (name, plain) = match of.as_str() {
        Some(path) => (Some(path.to_owned()), Data::Map(vec![("url".into(), Data::Text(path.to_owned()))])),
        None => match field("url") {
            Some(url) => (field("file"), Data::Map(vec![("url".into(), Data::Text(url))])),
            None => return Err(failed("`picture` wants the picture of a page, or a path in quotes")),
        },
    };
    let whole = match name.map(|name| window.ask(Question::Picture(window.names().symbol(&name)))) {
        Some(Answer::Owned(data)) => data,
        // What is elsewhere is shown as it is; a source that is not there is a mistake.
        _ => match of.as_str().filter(|path| path.starts_with("@/")) {
            Some(path) => return Err(failed(&format!("there is no picture `{path}` in the site"))),
            None => plain,
        },
    };
    let alt = given.or_else(|| field("alt")).unwrap_or_default();
    let markup = markup(&whole, crop, &sizes);
    Ok(Value::from_object(PictureObject { markup, whole, sizes, alt, class, lead }))
}

fn failed(message: &str) -> Error {
    Error::new(ErrorKind::InvalidOperation, message.to_owned())
}

impl PictureObject {
    /// The elements that show it.
    pub fn html(&self) -> String {
        let Markup { others, src, srcset, size } = &self.markup;
        let mut out = String::new();
        if !others.is_empty() {
            out.push_str("<picture>");
            out.push_str(others);
        }
        let mut attribute = |name: &str, value: &str| {
            // Writing to a string cannot fail.
            let _ = write!(out, "{}{name}=\"{}\"", if name == "src" { "<img " } else { " " }, escaped(value));
        };
        attribute("src", src);
        if let Some((width, height)) = size {
            attribute("width", &width.to_string());
            attribute("height", &height.to_string());
        }
        if !srcset.is_empty() {
            attribute("srcset", srcset);
            attribute("sizes", &self.sizes);
        }
        attribute("alt", &self.alt);
        if !self.class.is_empty() {
            attribute("class", &self.class);
        }
        if self.lead {
            attribute("fetchpriority", "high");
        } else {
            attribute("loading", "lazy");
            attribute("decoding", "async");
        }
        out.push('>');
        if !others.is_empty() {
            out.push_str("</picture>");
        }
        out
    }
}

impl Object for PictureObject {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let text = |name| Value::from(at(&self.whole, name).unwrap_or_default());
        let side = |side: Option<i64>| side.map_or_else(|| Value::from(()), Value::from);
        Some(match key.as_str()? {
            "html" => Value::from_safe_string(self.html()),
            "src" => Value::from(self.markup.src.as_str()),
            "srcset" => Value::from(self.markup.srcset.as_str()),
            "sources" => Value::from_safe_string(self.markup.others.clone()),
            "sizes" => Value::from(self.sizes.as_str()),
            "width" => side(self.markup.size.map(|(width, _)| width)),
            "height" => side(self.markup.size.map(|(_, height)| height)),
            "url" => text("url"),
            "type" => text("type"),
            name => unknown("a picture", name, PARTS),
        })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.html())
    }
}

/// One form of a picture, for machines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct PictureForm {
    pub url: String,
    pub width: i64,
    pub height: i64,
}

/// The form of a picture that is nearest to a width, cut to a shape or as it is; None if it has
/// no smaller forms of that shape.
pub(super) fn form(image: &Data, crop: Option<Crop>, width: i64, window: &Window) -> Option<PictureForm> {
    let name = at(image, "file")?;
    let Answer::Owned(whole) = window.ask(Question::Picture(window.names().symbol(name))) else {
        return None;
    };
    let list = |data: &Data, key: &str| match data.get(key) {
        Some(Data::List(items)) => items.clone(),
        _ => Vec::new(),
    };
    let wanted = crop.map_or("", Crop::name);
    let own = |set: &&Data| at(set, "crop") == Some(wanted) && at(set, "type") == at(&whole, "type");
    let sets = list(&whole, "sets");
    let number = |data: &Data, key: &str| match data.get(key) {
        Some(Data::Integer(number)) => *number,
        _ => 0,
    };
    let forms = list(sets.iter().find(own)?, "items");
    let form = forms.iter().min_by_key(|form| (number(form, "width") - width).abs())?;
    let url = at(form, "url")?.to_owned();
    Some(PictureForm { url, width: number(form, "width"), height: number(form, "height") })
}

fn at<'a>(data: &'a Data, key: &str) -> Option<&'a str> {
    data.get(key).and_then(Data::as_text)
}
