//! What the site says about who publishes it.

use super::fields::maybe;
use super::{Answer, Facts};
use crate::data::Data;
use crate::library::Found;
use crate::picture::Kind;
use crate::plan::{CHANNEL, Shown};

/// The files that browsers and telephones look for, as a theme or site may have them:
/// relation, path below `static/`, media type, sizes.
const ICONS: [(&str, &str, &str, &str); 4] = [
    ("icon", "favicon.ico", "", "32x32"),
    ("icon", "favicon.svg", "image/svg+xml", ""),
    ("icon", "favicon.png", "image/png", ""),
    ("apple-touch-icon", "apple-touch-icon.png", "", ""),
];

/// The pictures for a site that is kept on a screen, by the names that themes and sites give
/// them, with their media types.
const APP_ICONS: [(&str, &str); 4] = [
    ("favicon.svg", "image/svg+xml"),
    ("icon-192.png", "image/png"),
    ("icon-512.png", "image/png"),
    ("apple-touch-icon.png", "image/png"),
];

impl Facts {
    /// The pictures that stand for the site in tabs and on home screens.
    pub(super) fn icons(&self) -> Answer<'_> {
        let there = ICONS.iter().filter(|(_, path, ..)| self.theme.asset(path).is_some());
        let icon = |(rel, path, kind, sizes): &(&str, &str, &str, &str)| {
            let url = crate::library::Address::file(path).href(&self.config);
            let measured = self.static_picture(path).map(|shown| &shown.picture);
            let measured = measured.filter(|picture| picture.kind != Kind::Svg);
            let measured = measured.map(|picture| format!("{}x{}", picture.width, picture.height));
            let sizes = measured.as_deref().unwrap_or(sizes);
            let pairs = [("rel", *rel), ("url", &url), ("type", *kind), ("sizes", sizes)];
            Data::Map(pairs.map(|(key, value)| (key.to_owned(), Data::Text(value.to_owned()))).into())
        };
        Answer::Owned(Data::List(there.map(icon).collect()))
    }

    /// The pictures for the web manifest, with their true sizes (FILE-8).
    fn app_icons(&self) -> Data {
        let icon = |(path, kind): &(&str, &str)| {
            self.theme.asset(path)?;
            let sizes = match self.static_picture(path).map(|shown| &shown.picture) {
                Some(picture) if picture.kind != Kind::Svg => format!("{}x{}", picture.width, picture.height),
                _ if path.ends_with(".svg") => "any".to_owned(),
                _ => return None,
            };
            let url = crate::library::Address::file(path).href(&self.config);
            let pairs = [("url", url), ("type", (*kind).to_owned()), ("sizes", sizes)];
            Some(Data::Map(pairs.map(|(key, value)| (key.to_owned(), Data::Text(value))).into()))
        };
        Data::List(APP_ICONS.iter().filter_map(icon).collect())
    }

    /// A picture among the static files.
    fn static_picture(&self, path: &str) -> Option<&Shown> {
        self.pictures.get(self.theme.asset(path)?)
    }

    /// The address of the first of these that is a square of at least so many pixels (JF-2).
    fn square(&self, paths: &[&str], least: u32) -> Option<String> {
        let fits = |path: &&&str| {
            self.static_picture(path).is_some_and(|Shown { picture, .. }| {
                picture.kind != Kind::Svg && picture.width == picture.height && picture.width >= least
            })
        };
        let path = paths.iter().find(fits)?;
        Some(crate::library::Address::file(path).href(&self.config))
    }

    /// The logo as a sign of feeds, at most 144 by 400 pixels (RS-2).
    fn channel(&self) -> Option<Data> {
        let logo = self.config.publisher.logo.as_ref()?;
        let shown = self.static_picture(logo.value.trim_start_matches('/'))?;
        let picture = &shown.picture;
        let small = shown.renditions.iter().find(|(form, _)| form.crop.is_none() && form.width == CHANNEL);
        let (address, width, height) = match small {
            Some((form, address)) => (address, form.width, form.height),
            None => (&shown.address, picture.width, picture.height),
        };
        let fits = matches!(picture.kind, Kind::Jpeg | Kind::Png | Kind::Gif)
            && (1..=CHANNEL).contains(&width)
            && (1..=400).contains(&height);
        fits.then(|| {
            Data::Map(vec![
                ("url".into(), Data::Text(address.href(&self.config))),
                ("width".into(), Data::Integer(i64::from(width))),
                ("height".into(), Data::Integer(i64::from(height))),
            ])
        })
    }

    /// Who publishes the site. What was not said is none; the name is always there. Every page
    /// asks, so it is put together once.
    pub(super) fn publisher(&self) -> Answer<'_> {
        Answer::Data(self.once.publisher.get_or_init(|| self.made_publisher()))
    }

    fn made_publisher(&self) -> Data {
        let publisher = &self.config.publisher;
        let logo = publisher.logo.as_ref().map(|logo| logo.value.trim_start_matches('/'));
        let logo = logo.filter(|path| self.theme.asset(path).is_some());
        let logo = logo.map(|path| crate::library::Address::file(path).href(&self.config));
        let about = publisher.about.as_ref().map(|url| self.link_url(&url.value));
        let policies = publisher.policies.iter().filter_map(|(policy, url)| {
            let address = self.link_url(&url.value);
            (!address.is_empty()).then(|| {
                Data::Map(vec![
                    ("name".into(), Data::Text(policy.name.to_owned())),
                    ("property".into(), Data::Text(policy.property.to_owned())),
                    ("url".into(), Data::Text(address)),
                    ("title".into(), maybe(self.title_behind(&url.value))),
                ])
            })
        });
        let text = |text: &Option<String>| maybe(text.as_deref());
        let profiles = publisher.profiles.iter().map(|url| Data::Text(url.value.clone()));
        Data::Map(vec![
            ("name".into(), Data::Text(publisher.name.as_ref().unwrap_or(&self.config.title).clone())),
            ("legal_name".into(), text(&publisher.legal_name)),
            ("logo".into(), maybe(logo.as_deref())),
            ("channel".into(), self.channel().unwrap_or(Data::None)),
            ("icon".into(), maybe(self.square(&["icon-512.png"], 512).as_deref())),
            (
                "favicon".into(),
                maybe(self.square(&["favicon.png", "apple-touch-icon.png", "icon-192.png"], 64).as_deref()),
            ),
            ("app_icons".into(), self.app_icons()),
            ("founded".into(), text(&publisher.founded)),
            ("email".into(), text(&publisher.email)),
            ("telephone".into(), text(&publisher.telephone)),
            ("twitter".into(), text(&publisher.twitter)),
            ("profiles".into(), Data::List(profiles.collect())),
            ("about".into(), maybe(about.as_deref().filter(|url| !url.is_empty()))),
            ("policies".into(), Data::List(policies.collect())),
        ])
    }

    /// The title of the document that a link of the settings names.
    fn title_behind(&self, to: &str) -> Option<&str> {
        let path = to.strip_prefix("@/")?;
        let path = path.split('#').next().unwrap_or(path);
        let library = &self.library;
        match library.find_path(&format!("content/{path}"))? {
            Found::Page(id) => library.page(id).document.front.title.as_ref().map(|title| &*title.value),
            Found::Section(id) => Some(&library.section(id).title),
            Found::Taxonomy(id) => Some(&library.taxonomy(id).title),
            Found::Term(id) => Some(&library.term(id).title),
            Found::Hidden(_) => None,
        }
    }
}
