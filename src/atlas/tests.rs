//! Tests of the atlas: every country can be named and found on its own map.

use super::{Map, World, draw};

#[test]
fn every_country_has_a_name_a_shape_and_a_map() {
    let world = World::read();
    assert!(world.countries.len() > 240);
    let mut largest = (0, String::new());
    for country in world.countries.iter().filter(|country| country.code != "--") {
        assert!(
            !country.name.is_empty() && !country.name.contains('.'),
            "{}: {}",
            country.code,
            country.name
        );
        let countries = [(country.code.clone(), country.name.clone())];
        let map = Map { countries: &countries, title: "x", id: "m", right_to_left: false };
        let svg = draw(&map).expect("a map");
        assert!(svg.contains(&format!(">{}</text>", country.name)), "{}", country.code);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{}", country.code);
        let here = svg.split("class=\"here\" d=\"").nth(1).and_then(|rest| rest.split('"').next());
        assert!(here.is_some_and(|path| path.len() > 8) || svg.contains("<circle"), "{}", country.code);
        largest = largest.max((svg.len(), country.code.clone()));
    }
    assert!(largest.0 < 40_000, "{largest:?}");
}

#[test]
fn a_map_across_the_date_line_goes_the_short_way_round() {
    let countries = [("FJ".to_owned(), "Fiji".to_owned()), ("WS".to_owned(), "Samoa".to_owned())];
    let svg = draw(&Map { countries: &countries, title: "x", id: "m", right_to_left: false }).expect("a map");
    assert!(!svg.contains("-180"));
    let text = |name: &str| -> f64 {
        let at = svg.find(&format!(">{name}</text>")).expect("its name");
        let x = svg[..at].rfind("x=\"").expect("a place") + 3;
        svg[x..].split('"').next().and_then(|x| x.parse().ok()).expect("a number")
    };
    assert!(text("Fiji") < text("Samoa"));
}

#[test]
fn what_is_no_country_has_no_map_and_text_is_escaped() {
    assert_eq!(draw(&Map { countries: &[], title: "", id: "m", right_to_left: false }), None);
    let countries = [("ZZ".to_owned(), "x".to_owned())];
    assert_eq!(draw(&Map { countries: &countries, title: "", id: "m", right_to_left: false }), None);
    let countries = [("TD".to_owned(), "<b>".to_owned())];
    let svg =
        draw(&Map { countries: &countries, title: "a & b", id: "m", right_to_left: true }).expect("a map");
    assert!(svg.contains("&lt;b&gt;") && svg.contains("a &amp; b") && svg.contains("direction=\"rtl\""));
}
