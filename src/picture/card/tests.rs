//! Cards as they are drawn: where the ink is, and what it depends on.

use super::{CARD, Card, Color, Colors, Font, Look, Pen, readable};
use std::sync::Arc;

fn look() -> Arc<Look> {
    let (paper, ink, accent) = (Color(255, 255, 255), Color(22, 23, 26), Color(165, 18, 30));
    Arc::new(Look::new(Colors { paper, ink, accent }, Vec::new()))
}

fn card(headline: &str, right_to_left: bool) -> Card {
    Card::new(headline, "Analysis · Asia", "The Meridian", right_to_left, &look()).expect("a headline")
}

fn drawn(card: &Card) -> Vec<u8> {
    Pen::new(card.look()).draw(card)
}

/// The columns and the lines of the headline that have ink: the first and the last of each.
fn ink(headline: &str, right_to_left: bool) -> [u32; 4] {
    let picture =
        image::load_from_memory(&drawn(&card(headline, right_to_left))).expect("a PNG").into_luma8();
    assert_eq!((picture.width(), picture.height()), CARD);
    let dark = picture.enumerate_pixels().filter(|(_, y, pixel)| (130..525).contains(y) && pixel.0[0] < 128);
    dark.fold([u32::MAX, 0, u32::MAX, 0], |[left, right, top, bottom], (x, y, _)| {
        [left.min(x), right.max(x), top.min(y), bottom.max(y)]
    })
}

fn width(headline: &str) -> u32 {
    let [left, right, ..] = ink(headline, true);
    right - left
}

const LONG: &str = "Finance ministers agree on a minimum tax for the largest companies after eleven years of talks, but \
                    leave the rate, the date and the question of who collects it to a committee yet to be named";

#[test]
fn lines_begin_where_the_script_begins() {
    let [left, right, ..] = ink("Dam breaks", false);
    assert!((70..90).contains(&left) && right < 800, "{left} to {right}");
    for headline in ["انهيار سد", "שבר בסכר", "BBC: انهيار"] {
        let [left, right, ..] = ink(headline, true);
        assert!(left > 400 && (1100..1130).contains(&right), "{headline}: {left} to {right}");
    }
}

#[test]
fn arabic_letters_are_joined() {
    // A mark without width keeps letters apart. Their forms are wider then.
    let (joined, apart) = ("بيت", "ب\u{200c}ي\u{200c}ت");
    assert!(width(joined) * 10 < width(apart) * 9, "{} and {}", width(joined), width(apart));
    assert_eq!(card(apart, true).missing(), Vec::<char>::new());
}

#[test]
fn headlines_shrink_and_are_cut_at_a_word() {
    let [left, right, top, bottom] = ink(LONG, false);
    assert!(left >= 70 && right <= CARD.0 - 70 && top > 140 && bottom < 525);
    let [_, _, top_of_short, bottom_of_short] = ink("Rain", false);
    let [_, _, top_of_two, bottom_of_two] = ink("Dam breaks, and nobody has been told why it did", false);
    assert!(bottom_of_short - top_of_short < bottom_of_two - top_of_two);
    // What has no room does not show.
    let endless = format!("{LONG} {LONG}");
    assert_eq!(drawn(&card(&endless, false)), drawn(&card(&format!("{endless} again"), false)));
    let [left, right, ..] = ink(&"unbroken".repeat(80), false);
    assert!(left >= 70 && right <= CARD.0 - 70, "{left} to {right}");
}

#[test]
fn whatever_a_headline_is_there_is_a_picture() {
    assert!(Card::new(" \n\t", "Asia", "News", false, &look()).is_none());
    let nested = "\u{202e}\u{2067}a\u{2066}ب".repeat(60);
    let marks = format!("a{}", "\u{301}".repeat(500));
    let long = "word ".repeat(100_000);
    let hostile = [
        "😀 🏳️‍🌈",
        "\u{0}\u{7}x\u{1b}[31m",
        "日本",
        "﷽",
        "\u{fffd}\u{e000}",
        &nested,
        &marks,
        &long,
        "\u{200f}",
    ];
    for headline in hostile {
        for right_to_left in [false, true] {
            let Some(card) = Card::new(headline, headline, headline, right_to_left, &look()) else {
                continue;
            };
            let bytes = drawn(&card);
            assert!(bytes.len() < 40_000, "{headline:.40}: {} bytes", bytes.len());
            let picture = image::load_from_memory(&bytes).expect("a PNG");
            assert_eq!((picture.width(), picture.height()), CARD, "{headline:.40}");
        }
    }
    assert!(drawn(&card(LONG, false)).len() < 40_000);
}

#[test]
fn missing_characters_are_named() {
    assert_eq!(card("Ωμέγα, Жук, שלום, سلام, Ţara, “…” – 7 €", false).missing(), Vec::<char>::new());
    assert_eq!(card("東京 and 京都", false).missing(), ['東', '京', '都']);
    let brand = Card::new("a", "b", "東", false, &look()).expect("a card");
    assert_eq!(brand.missing(), ['東']);
}

#[test]
fn a_card_is_known_by_all_that_shows() {
    let other = |headline, kicker, brand, right_to_left| {
        Card::new(headline, kicker, brand, right_to_left, &look()).expect("a card").key()
    };
    let mut keys = vec![
        other("a", "b", "c", false),
        other("ab", "", "c", false),
        other("a", "bc", "", false),
        other("a", "b", "c", true),
    ];
    let mut colors = look().colors;
    colors.accent = Color(0, 0, 90);
    let blue = Arc::new(Look::new(colors, Vec::new()));
    keys.push(Card::new("a", "b", "c", false, &blue).expect("a card").key());
    let font = Font::new(Arc::from(dejavu::sans_mono::bold())).expect("a font");
    let mono = Arc::new(Look::new(look().colors, vec![font]));
    let own = Card::new("a", "b", "c", false, &mono).expect("a card");
    keys.push(own.key());
    assert_ne!(drawn(&own), drawn(&Card::new("a", "b", "c", false, &look()).expect("a card")));
    let all = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), all);
    assert_eq!(other(" a\n ", "b", "c", false), other("a", "b", "c", false));
    assert!(card("A dam — broken!", false).name("a-dam").starts_with("a-dam-card."));
    assert!(Font::new(Arc::from(*b"no font at all")).is_none());
}

#[test]
fn a_pen_draws_the_same_whatever_it_drew_before() {
    let cards = [card(LONG, false), card("انهيار سد", true), card("Жук", false)];
    let mut pen = Pen::new(&look());
    for card in cards.iter().chain(&cards) {
        assert!(pen.draw(card) == drawn(card), "{}", card.headline());
    }
}

/// If this fails after a crate that draws was brought up to date, `EDITION` in `card.rs` is to
/// be raised: names of cards promise that their bytes never change.
#[test]
#[cfg(target_arch = "x86_64")]
fn the_edition_is_raised_when_bytes_change() {
    let mut hasher = crate::fingerprint::Hasher::new();
    for card in [card(LONG, false), card("زلزال بقوة 7.1 درجات", true)] {
        hasher.part(&drawn(&card));
    }
    assert_eq!(hasher.finish().to_string(), "75b2ab37d2b4765c302bbf9f1f169cca");
}

#[test]
fn colours_are_read_and_weighed() {
    assert_eq!(Color::from_hex("#a5121e"), Some(Color(165, 18, 30)));
    assert_eq!(Color::from_hex("#f0c"), Some(Color(255, 0, 204)));
    for wrong in ["a5121e", "#a5121", "teal", "#", "#+12345", "#ééé"] {
        assert_eq!(Color::from_hex(wrong), None, "{wrong}");
    }
    let white = Color(255, 255, 255);
    assert!(readable(Color(118, 118, 118), white) && !readable(Color(119, 119, 119), white));
    assert!(readable(white, Color(0, 0, 0)) && !readable(white, white));
}
