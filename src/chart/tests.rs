//! Tests of figures and charts: what is read, what is refused, and where things stand.

use super::axis::Axis;
use super::{Chart, Figures, Kind, draw, grid, number, refusal, written};

fn figures(csv: &str) -> Figures {
    Figures::new(&grid(csv).expect("a table"))
}

fn chart(kind: Kind) -> Chart<'static> {
    Chart { kind, title: "A <title>", unit: "", lang: "en", right_to_left: false, id: "c1" }
}

#[test]
fn cells_are_numbers_in_several_forms() {
    for (cell, value) in [
        ("12", 12.0),
        ("-3.5", -3.5),
        ("−4", -4.0),
        ("1,234,567.5", 1_234_567.5),
        ("7 %", 7.0),
        ("1e3", 1000.0),
    ] {
        assert_eq!(number(cell), Some(value), "{cell}");
    }
    for cell in ["", "x", "1,23", "12,34,567", ",123", "1 2", "inf", "NaN", "1e300", "--1", "2026-11"] {
        assert_eq!(number(cell), None, "{cell}");
    }
}

#[test]
fn numbers_are_written_as_languages_do() {
    let cases = [
        (1_234_567.0, "en", "", "1,234,567"),
        (1234.0, "en", "", "1234"),
        (12_345.6, "fr", "%", "12\u{202f}345,6\u{a0}%"),
        (-0.25, "es", "", "−0,25"),
        (3.0, "en", "%", "3%"),
        (3.0, "en", "km", "3\u{a0}km"),
        (-0.00001, "en", "", "0"),
        (50_000.0, "ru", "", "50\u{a0}000"),
    ];
    for (value, lang, unit, text) in cases {
        assert_eq!(written(value, lang, unit), text);
    }
}

#[test]
fn axes_have_round_marks_around_all_numbers() {
    for (low, high) in [
        (0.0, 7.0),
        (3.0, 4.0),
        (-5.0, 12.0),
        (1e-6, 3e-6),
        (9e14, 9.5e14),
        (5.0, 5.0),
        (0.0, 0.0),
        (-7.0, -7.0),
    ] {
        for zero in [false, true] {
            let axis = Axis::new(low, high, zero, 4);
            assert!(axis.low <= low && axis.high >= high && axis.high > axis.low, "{low} {high} {axis:?}");
            assert!((2..=8).contains(&axis.ticks.len()), "{low} {high} {axis:?}");
            assert!(!zero || axis.low <= 0.0 && axis.high >= 0.0);
        }
    }
    assert_eq!(Axis::new(0.0, 7.0, true, 4).ticks, [0.0, 2.0, 4.0, 6.0, 8.0]);
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let reason = |kind, csv: &str| refusal(kind, &figures(csv)).unwrap_or_default();
    assert!(reason(Kind::Bar, "a,b\nx,y\n").contains("no column of numbers"));
    assert!(reason(Kind::Bar, "a,b,c,d,e,f,g,h\nx,1,2,3,4,5,6,7\n").contains("too many"));
    assert!(reason(Kind::Line, "a,b\nx,1\n").contains("two rows"));
    let long: String = (0..61).map(|row| format!("r{row},1\n")).collect();
    assert!(reason(Kind::Bar, &format!("a,b\n{long}")).contains("61 rows"));
    assert_eq!(refusal(Kind::Line, &figures(&format!("a,b\n{long}"))), None);
    assert!(grid("a,b\n1\n").is_err_and(|(at, reason)| at == 4 && reason.contains("1 fields")));
    assert!(grid("a,b\n").is_err());
    assert!(grid(&"x".repeat(300 * 1024)).is_err());
}

#[test]
fn charts_have_a_title_a_description_and_escaped_words() {
    let text = figures("Land,Share & more,Other\n<b>Chad</b>,5,-2\nNiger,–,7\n");
    for kind in [Kind::Bar, Kind::Line, Kind::Dot] {
        let svg = draw(&chart(kind), &text).expect("a chart");
        assert!(svg.contains("<title id=\"c1-t\">A &lt;title&gt;</title>"), "{svg}");
        assert!(
            svg.contains("<desc id=\"c1-d\">Share &amp; more: &lt;b&gt;Chad&lt;/b&gt; 5. Other: "),
            "{svg}"
        );
        assert!(svg.contains("Share &amp; more</text>"), "a legend: {svg}");
        assert!(!svg.contains("<b>") && !svg.contains("NaN"), "{svg}");
    }
}

#[test]
fn a_gap_parts_a_line_and_years_stand_by_their_distance() {
    let svg = draw(&chart(Kind::Line), &figures("Year,n\n1990,1\n1991,2\n1992,\n2000,3\n2010,4\n"))
        .expect("a chart");
    assert_eq!(svg.matches("<path").count(), 2, "{svg}");
    let marks: Vec<f64> = svg
        .split("<text class=\"tick\" x=\"")
        .skip(1)
        .filter_map(|rest| Some((rest.split('"').next()?, rest.split('>').nth(1)?.split('<').next()?)))
        .filter(|(_, text)| text.len() == 4)
        .filter_map(|(x, _)| x.parse().ok())
        .collect();
    assert!(marks.len() >= 3 && marks.windows(2).all(|pair| pair[0] < pair[1]), "{marks:?}");
}

#[test]
fn bars_of_negative_numbers_go_the_other_way_and_mirrored_ones_too() {
    let text = figures("a,b\nx,-5\ny,10\n");
    let bars = |svg: &str| -> Vec<(f64, f64)> {
        let value = |part: &str, name: &str| -> f64 {
            part.split(&format!(" {name}=\""))
                .nth(1)
                .and_then(|rest| rest.split('"').next())
                .and_then(|text| text.parse().ok())
                .expect("a number")
        };
        svg.split("<rect").skip(1).map(|part| (value(part, "x"), value(part, "width"))).collect()
    };
    let plain = bars(&draw(&chart(Kind::Bar), &text).expect("a chart"));
    assert!((plain[0].0 + plain[0].1 - plain[1].0).abs() < 0.3, "both begin at nought: {plain:?}");
    let mirrored = Chart { right_to_left: true, ..chart(Kind::Bar) };
    let mirrored = bars(&draw(&mirrored, &text).expect("a chart"));
    assert!((mirrored[1].0 + mirrored[1].1 - mirrored[0].0).abs() < 0.3, "{mirrored:?}");
}

#[test]
fn hostile_tables_are_drawn_or_refused_but_never_panic() {
    let cells =
        ["", "x", "1", "-1e14", "1e-12", "\u{202e}abc", "0", "9".repeat(400).as_str()].map(str::to_owned);
    for first in &cells {
        for second in &cells {
            for third in &cells {
                let grid = [
                    vec!["a".to_owned(), first.clone()],
                    vec![second.clone(), third.clone()],
                    vec![third.clone()],
                ];
                let figures = Figures::new(&grid);
                for kind in [Kind::Bar, Kind::Line, Kind::Dot] {
                    let drawn = draw(&chart(kind), &figures).unwrap_or_default();
                    assert!(!drawn.contains("NaN") && !drawn.contains("inf\""), "{grid:?}: {drawn}");
                }
            }
        }
    }
}
