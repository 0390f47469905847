//! Pictures as pages see them: how large they are, whose they are, and their smaller forms.

use super::fields::maybe;
use super::{Answer, Facts};
use crate::content::html::Shown;
use crate::content::{FrontMatter, Rights, Target, escape};
use crate::data::Data;
use crate::fingerprint::Hasher;
use crate::library::{Address, PageId};
use crate::picture::{CARD, Crop, Focus, Kind, Picture, Rendition};
use crate::plan::Shown as Planned;
use crate::source::SourceId;
use percent_encoding::percent_decode_str;
use std::fmt::Write;
use std::sync::Arc;

/// About how wide the form is that stands for browsers that choose none.
const USUAL: u32 = 912;

/// About how wide pictures in feeds are.
const OF_FEEDS: u32 = 1184;

/// Between the path of a picture and the point that must be seen, in its name for questions.
const AT: char = '@';

/// What a page needs to show a picture.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Markup {
    /// Elements `source` for kinds that not every browser shows; finished HTML.
    pub others: String,
    /// The address of the form that every browser can show.
    pub src: String,
    /// The forms of that kind, as the attribute `srcset` has them; empty if there is only one.
    pub srcset: String,
    /// Width and height of that form, if they are known.
    pub size: Option<(i64, i64)>,
}

/// How to show a picture that has been asked for, cut to a shape if it has such forms. `sizes`
/// says how wide it is shown.
pub fn markup(picture: &Data, crop: Option<Crop>, sizes: &str) -> Markup {
    let sets = picture.get("sets").map_or(&[][..], items_of);
    let text = |data: &Data, key: &str| data.get(key).and_then(Data::as_text).unwrap_or_default().to_owned();
    let number = |data: &Data, key: &str| match data.get(key) {
        Some(Data::Integer(number)) => *number,
        _ => 0,
    };
    let of = |name: &str| sets.iter().filter(|set| text(set, "crop") == name).collect::<Vec<_>>();
    let mut fitting = crop.map(|crop| of(crop.name())).unwrap_or_default();
    if fitting.is_empty() {
        fitting = of("");
    }
    let mut markup = Markup { src: text(picture, "url"), ..Markup::default() };
    let size = (number(picture, "width"), number(picture, "height"));
    markup.size = Some(size).filter(|(width, height)| *width > 0 && *height > 0);
    let own = text(picture, "type");
    for set in fitting {
        let forms = set.get("items").map_or(&[][..], items_of);
        let list: Vec<String> = forms
            .iter()
            .map(|form| format!("{} {}w", text(form, "url").replace(',', "%2C"), number(form, "width")))
            .collect();
        let list = list.join(", ");
        if text(set, "type") != own {
            // Writing to a string cannot fail.
            let _ = write!(markup.others, "<source type=\"{}\" srcset=\"", text(set, "type"));
            escape::attribute(&mut markup.others, &list);
            markup.others.push_str("\" sizes=\"");
            escape::attribute(&mut markup.others, sizes);
            markup.others.push_str("\">");
            continue;
        }
        let near = |form: &&Data| (number(form, "width") - i64::from(USUAL)).abs();
        if let Some(usual) = forms.iter().min_by_key(near) {
            markup.src = text(usual, "url");
            markup.size = Some((number(usual, "width"), number(usual, "height")));
        }
        if forms.len() > 1 {
            markup.srcset = list;
        }
    }
    markup
}

fn items_of(data: &Data) -> &[Data] {
    match data {
        Data::List(items) => items,
        _ => &[],
    }
}

impl Facts {
    /// A picture by its path among the sources or on the web, perhaps with the point that must be
    /// seen.
    pub(super) fn picture(&self, name: &str) -> Answer<'_> {
        let (path, focus) = name.rsplit_once(AT).and_then(|(path, at)| Some((path, focus_of(at)?))).unzip();
        let path = path.unwrap_or(name);
        let Some(shown) = self.picture_file(path).and_then(|id| self.pictures.get(id)) else {
            return Answer::Absent;
        };
        Answer::Owned(self.shown(shown, focus.unwrap_or_default()))
    }

    /// The file of a picture as it is named: by its source (`@/` stands for `content/`), or by
    /// where it is on the web.
    fn picture_file(&self, path: &str) -> Option<SourceId> {
        if let Some(path) = path.strip_prefix("@/") {
            return self.sources.find(&format!("content/{path}"));
        }
        let Some(path) = path.strip_prefix('/') else { return self.sources.find(path) };
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        let base = self.config.base_url.path.trim_matches('/');
        let own = if base.is_empty() { None } else { decoded.strip_prefix(base) };
        let own = own.filter(|path| path.starts_with('/')).and_then(|path| self.pictures.at(path));
        own.or_else(|| self.pictures.at(&format!("/{decoded}")))
    }

    fn shown(&self, shown: &Planned, focus: Focus) -> Data {
        let picture = &*shown.picture;
        let form = |url: String, width: u32, height: u32| {
            Data::Map(vec![
                ("url".into(), Data::Text(url)),
                ("width".into(), Data::Integer(i64::from(width))),
                ("height".into(), Data::Integer(i64::from(height))),
            ])
        };
        let fits = |(rendition, _): &&(Arc<Rendition>, Address)| {
            rendition.crop.is_none_or(|crop| crop.area(picture, focus) == rendition.area)
        };
        let fitting: Vec<_> = shown.renditions.iter().filter(fits).collect();
        let widest = self.config.images.widths.last().copied().unwrap_or(0);
        let sets = fitting.chunk_by(|(one, _), (other, _)| (one.crop, one.kind) == (other.crop, other.kind));
        let set = |set: &[&(Arc<Rendition>, Address)]| {
            let (crop, kind) = set.first().map(|(first, _)| (first.crop, first.kind))?;
            let mut items: Vec<Data> = set
                .iter()
                .map(|(one, address)| form(address.href(&self.config), one.width, one.height))
                .collect();
            // Where no form is as large as the picture, the picture itself may be it.
            if crop.is_none() && kind == picture.kind && picture.width <= widest {
                items.push(form(shown.address.href(&self.config), picture.width, picture.height));
            }
            Some(Data::Map(vec![
                ("crop".into(), Data::Text(crop.map_or("", Crop::name).to_owned())),
                ("type".into(), Data::Text(kind.media_type().to_owned())),
                ("items".into(), Data::List(items)),
            ]))
        };
        let sets: Vec<Data> = sets.filter_map(set).collect();
        let side = |pixels: u32| if pixels == 0 { Data::None } else { Data::Integer(i64::from(pixels)) };
        let length = if self.config.images.clean { Some(picture.length) } else { None };
        Data::Map(vec![
            ("url".into(), Data::Text(shown.address.href(&self.config))),
            ("type".into(), Data::Text(picture.kind.media_type().to_owned())),
            ("width".into(), side(picture.width)),
            ("height".into(), side(picture.height)),
            (
                "length".into(),
                length.and_then(|length| i64::try_from(length).ok()).map_or(Data::None, Data::Integer),
            ),
            ("sets".into(), Data::List(sets)),
        ])
    }

    /// How the pictures of a text are shown on its page.
    pub(super) fn pictures_of_page(&self, targets: &[Target]) -> Vec<Option<Shown>> {
        self.pictures_of(targets, |shown| {
            let sizes = self.theme.picture_sizes();
            let markup = markup(&self.shown(shown, Focus::default()), None, sizes);
            let mut attributes = size_attributes(markup.size);
            if !markup.srcset.is_empty() {
                attributes.push_str(" srcset=\"");
                escape::attribute(&mut attributes, &markup.srcset);
                attributes.push_str("\" sizes=\"");
                escape::attribute(&mut attributes, sizes);
                attributes.push('"');
            }
            let credit = shown.picture.rights.credit_line();
            Shown { sources: markup.others, src: markup.src, attributes, credit }
        })
    }

    /// The same in feeds: one form with a whole address, since few readers choose.
    pub(super) fn pictures_of_feed(&self, targets: &[Target]) -> Vec<Option<Shown>> {
        self.pictures_of(targets, |shown| {
            let own = shown
                .renditions
                .iter()
                .filter(|(rendition, _)| rendition.crop.is_none() && rendition.kind == shown.picture.kind);
            let near = own.min_by_key(|(rendition, _)| rendition.width.abs_diff(OF_FEEDS));
            let (address, size) = match near {
                Some((rendition, address)) => (address, (rendition.width, rendition.height)),
                None => (&shown.address, (shown.picture.width, shown.picture.height)),
            };
            let size = Some(size).filter(|(width, _)| *width > 0);
            let size = size.map(|(width, height)| (i64::from(width), i64::from(height)));
            Shown {
                sources: String::new(),
                src: address.absolute(&self.config),
                attributes: size_attributes(size),
                credit: shown.picture.rights.credit_line(),
            }
        })
    }

    fn pictures_of(&self, targets: &[Target], show: impl Fn(&Planned) -> Shown) -> Vec<Option<Shown>> {
        let found = |target: &Target| target.picture.and_then(|id| self.pictures.get(id));
        if !targets.iter().any(|target| found(target).is_some()) {
            return Vec::new();
        }
        targets.iter().map(|target| found(target).map(&show)).collect()
    }

    /// Adds what a page shows of a picture to a fingerprint.
    pub(super) fn hash_picture(&self, target: &Target, hasher: &mut Hasher) {
        if let Some(shown) = target.picture.and_then(|id| self.pictures.get(id)) {
            self.shown(shown, Focus::default()).hash_into(hasher);
            hasher.text(shown.picture.rights.credit_line().as_deref().unwrap_or_default());
        }
    }

    /// The picture of an entry: what its document says of it, and where that is silent, what its
    /// file tells.
    pub(super) fn image(&self, front: &FrontMatter, target: Option<&Target>) -> Answer<'_> {
        let (Some(image), Some(target)) = (&front.image, target) else { return Answer::Empty };
        let shown = target.picture.and_then(|id| Some((id, self.pictures.get(id)?)));
        let rights =
            shown.map_or_else(|| image.rights.clone(), |(_, shown)| told(&image.rights, &shown.picture));
        let line = || shown.and_then(|(_, shown)| shown.picture.rights.credit_line());
        let credit = image.credit.clone().or_else(line);
        let name = shown.map(|(id, _)| self.picture_name(id, image.focal));
        let number = |number: u64| i64::try_from(number).map_or(Data::None, Data::Integer);
        let known = |of: &dyn Fn(&Picture) -> u64| match shown.map(|(_, shown)| of(&shown.picture)) {
            Some(value) if value > 0 => number(value),
            _ => Data::None,
        };
        let length = if self.config.images.clean { known(&|picture| picture.length) } else { Data::None };
        Answer::Owned(Data::Map(vec![
            ("src".into(), Data::Text(image.src.value.clone())),
            ("url".into(), Data::Text(target.url.clone())),
            ("alt".into(), maybe(image.alt.as_deref())),
            ("caption".into(), maybe(image.caption.as_deref())),
            ("credit".into(), maybe(credit.as_deref())),
            ("credit_url".into(), maybe(rights.credit_url.as_deref())),
            ("license".into(), maybe(rights.license.as_deref())),
            ("license_url".into(), maybe(rights.license_url.as_deref())),
            ("copyright".into(), maybe(rights.copyright.as_deref())),
            ("digital_source_type".into(), maybe(rights.digital_source_type.as_deref())),
            ("digital_source".into(), maybe(super::disclosures::digital_source(&rights))),
            ("width".into(), known(&|picture| u64::from(picture.width))),
            ("height".into(), known(&|picture| u64::from(picture.height))),
            ("length".into(), length),
            ("type".into(), maybe(shown.map(|(_, shown)| shown.picture.kind.media_type()))),
            ("file".into(), maybe(name.as_deref())),
        ]))
    }

    /// The card of an article.
    pub(super) fn card(&self, id: PageId) -> Answer<'_> {
        let Some((card, address)) = self.pictures.card(id) else { return Answer::Empty };
        Answer::Owned(Data::Map(vec![
            ("url".into(), Data::Text(address.href(&self.config))),
            ("alt".into(), Data::Text(card.headline().to_owned())),
            ("width".into(), Data::Integer(i64::from(CARD.0))),
            ("height".into(), Data::Integer(i64::from(CARD.1))),
            ("type".into(), Data::Text(Kind::Png.media_type().to_owned())),
        ]))
    }

    /// The name by which a picture is asked for.
    fn picture_name(&self, source: SourceId, focal: Option<(u16, u16)>) -> String {
        let path = &self.sources.get(source).path;
        match focal {
            Some((x, y)) => format!("{path}{AT}{x},{y}"),
            None => path.to_string(),
        }
    }
}

fn focus_of(words: &str) -> Option<Focus> {
    let (x, y) = words.split_once(',')?;
    Some(Focus { x: x.parse().ok()?, y: y.parse().ok()? })
}

/// What the document says of a picture's rights, and where it is silent what the file tells.
fn told(said: &Rights, picture: &Picture) -> Rights {
    let file = &picture.rights;
    let known = |code: &&str| crate::content::DIGITAL_SOURCES.iter().any(|(known, _)| known == code);
    let web = |url: &Option<String>| url.clone().filter(|url| url.starts_with("http"));
    Rights {
        credit_url: said.credit_url.clone().or_else(|| web(&file.licensor_url)),
        license: said.license.clone().or_else(|| file.terms.clone()),
        license_url: said.license_url.clone().or_else(|| web(&file.license_url)),
        copyright: said.copyright.clone().or_else(|| file.copyright.clone()),
        digital_source_type: said
            .digital_source_type
            .clone()
            .or_else(|| file.source_code().filter(known).map(str::to_owned)),
    }
}

fn size_attributes(size: Option<(i64, i64)>) -> String {
    size.map_or_else(String::new, |(width, height)| format!(" width=\"{width}\" height=\"{height}\""))
}
