//! What a picture tells about its rights: the fields of the IPTC Photo Metadata Standard that
//! publishers should keep, read from XMP or the older IIM block, and written as a fresh packet.

use quick_xml::Reader;
use quick_xml::escape::{escape, resolve_xml_entity};
use quick_xml::events::Event;
use serde::{Deserialize, Serialize};

/// The longest value that is taken, in bytes; a longer one is cut.
const LONGEST: usize = 2000;

/// So many parts of a packet are looked at.
const MOST_EVENTS: usize = 20_000;

/// Where the codes of the IPTC are found.
const CODES: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/";

/// The rights to a picture, as its file tells them. What it does not tell is None.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Rights {
    /// Who made it.
    pub creators: Vec<String>,
    /// Whom to name beside it.
    pub credit: Option<String>,
    /// Its copyright notice.
    pub copyright: Option<String>,
    /// How it may be used, in words.
    pub terms: Option<String>,
    /// The page about its licence.
    pub license_url: Option<String>,
    /// The page where a licence can be had.
    pub licensor_url: Option<String>,
    /// How it came to be: the address of a code of the IPTC.
    pub digital_source_type: Option<String>,
    /// Whether machines may learn from it: the address of a code of PLUS.
    pub data_mining: Option<String>,
}

/// A property of XMP that is kept, by the name that writers of XMP give it.
fn place<'a>(rights: &'a mut Rights, property: &str) -> Option<&'a mut Option<String>> {
    Some(match property {
        "photoshop:Credit" => &mut rights.credit,
        "dc:rights" => &mut rights.copyright,
        "xmpRights:UsageTerms" => &mut rights.terms,
        "xmpRights:WebStatement" => &mut rights.license_url,
        "plus:LicensorURL" => &mut rights.licensor_url,
        "Iptc4xmpExt:DigitalSourceType" => &mut rights.digital_source_type,
        "plus:DataMining" => &mut rights.data_mining,
        _ => return None,
    })
}

impl Rights {
    /// Whom to name beside the picture: the credit line, or else who made it.
    pub fn credit_line(&self) -> Option<String> {
        let creators = (!self.creators.is_empty()).then(|| self.creators.join(", "));
        self.credit.clone().or(creators)
    }

    /// The last part of the code that says how it came to be, such as `digitalCapture`.
    pub fn source_code(&self) -> Option<&str> {
        self.digital_source_type.as_deref()?.rsplit('/').next()
    }

    /// What is missing here, taken from there.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            creators: if self.creators.is_empty() { other.creators } else { self.creators },
            credit: self.credit.or(other.credit),
            copyright: self.copyright.or(other.copyright),
            terms: self.terms.or(other.terms),
            license_url: self.license_url.or(other.license_url),
            licensor_url: self.licensor_url.or(other.licensor_url),
            digital_source_type: self.digital_source_type.or(other.digital_source_type),
            data_mining: self.data_mining.or(other.data_mining),
        }
    }

    /// Reads an XMP packet. Whatever is not understood is passed over.
    pub(super) fn from_xmp(packet: &[u8]) -> Self {
        let mut rights = Self::default();
        let text = String::from_utf8_lossy(packet);
        let mut reader = Reader::from_str(&text);
        let mut open: Vec<String> = Vec::new();
        let mut words = String::new();
        for _ in 0..MOST_EVENTS {
            match reader.read_event() {
                Ok(Event::Start(start)) => {
                    rights.attributes(&start);
                    open.push(start.name().as_ref().to_owned());
                    words.clear();
                }
                Ok(Event::Empty(empty)) => {
                    rights.attributes(&empty);
                    // `<plus:DataMining rdf:resource="…"/>`
                    if let Ok(Some(to)) = empty.try_get_attribute("rdf:resource") {
                        rights.take(empty.name().as_ref(), &unescaped(&to.value));
                    }
                }
                Ok(Event::Text(text)) => words.push_str(&text),
                Ok(Event::CData(text)) => words.push_str(&text),
                Ok(Event::GeneralRef(name)) => {
                    if let Ok(Some(letter)) = name.resolve_char_ref() {
                        words.push(letter);
                    } else if let Some(text) = resolve_xml_entity(&name) {
                        words.push_str(text);
                    }
                }
                Ok(Event::End(_)) => {
                    if let Some(property) = open.iter().rev().find(|name| !name.starts_with("rdf:")) {
                        rights.take(property, &words);
                    }
                    open.pop();
                    words.clear();
                }
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => {}
            }
        }
        rights
    }

    /// Properties that are written as attributes.
    fn attributes(&mut self, element: &quick_xml::events::BytesStart<'_>) {
        for attribute in element.attributes().flatten() {
            let value = unescaped(&attribute.value);
            self.take(attribute.key.as_ref(), &value);
        }
    }

    /// Takes a value in; the first one of a property counts, since the default language is
    /// written first.
    fn take(&mut self, property: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        if property == "dc:creator" {
            if self.creators.len() < 20 {
                self.creators.push(cut(value));
            }
        } else if let Some(place) = place(self, property) {
            place.get_or_insert_with(|| cut(value));
        }
    }

    /// Reads the data sets of an IIM block (IPTC IIM 4.2 § 1.6, record 2).
    pub(super) fn from_iptc(block: &[u8]) -> Self {
        let mut rights = Self::default();
        let mut rest = block;
        while let [0x1c, record, number, high, low, after @ ..] = rest {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            let Some((value, after)) = after.split_at_checked(length) else { break };
            rest = after;
            if *record != 2 {
                continue;
            }
            let value = match std::str::from_utf8(value) {
                Ok(text) => text.to_owned(),
                // The old default is ISO 646 with its sisters; Latin 1 is what is met.
                Err(_) => value.iter().map(|byte| char::from(*byte)).collect(),
            };
            let property = match number {
                80 => "dc:creator",
                110 => "photoshop:Credit",
                116 => "dc:rights",
                _ => continue,
            };
            rights.take(property, &value);
        }
        rights
    }

    /// A packet with what there is; None if there is nothing.
    pub(super) fn to_xmp(&self) -> Option<String> {
        if *self == Self::default() {
            return None;
        }
        let mut out = String::from(concat!(
            "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">",
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">",
            "<rdf:Description rdf:about=\"\"",
            " xmlns:dc=\"http://purl.org/dc/elements/1.1/\"",
            " xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\"",
            " xmlns:xmpRights=\"http://ns.adobe.com/xap/1.0/rights/\"",
            " xmlns:plus=\"http://ns.useplus.org/ldf/xmp/1.0/\"",
            " xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\">",
        ));
        let mut put = |before: &str, value: &Option<String>, after: &str| {
            if let Some(value) = value {
                out.push_str(before);
                out.push_str(&escape(value.as_str()));
                out.push_str(after);
            }
        };
        let names = self.creators.iter().map(|name| format!("<rdf:li>{}</rdf:li>", escape(name.as_str())));
        let names: String = names.collect();
        if !names.is_empty() {
            put("", &Some(String::new()), &format!("<dc:creator><rdf:Seq>{names}</rdf:Seq></dc:creator>"));
        }
        put("<photoshop:Credit>", &self.credit, "</photoshop:Credit>");
        let default = "<rdf:Alt><rdf:li xml:lang=\"x-default\">";
        put(&format!("<dc:rights>{default}"), &self.copyright, "</rdf:li></rdf:Alt></dc:rights>");
        put(
            &format!("<xmpRights:UsageTerms>{default}"),
            &self.terms,
            "</rdf:li></rdf:Alt></xmpRights:UsageTerms>",
        );
        put("<xmpRights:WebStatement>", &self.license_url, "</xmpRights:WebStatement>");
        put(
            "<plus:Licensor><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><plus:LicensorURL>",
            &self.licensor_url,
            "</plus:LicensorURL></rdf:li></rdf:Seq></plus:Licensor>",
        );
        put("<plus:DataMining>", &self.data_mining, "</plus:DataMining>");
        put("<Iptc4xmpExt:DigitalSourceType>", &self.digital_source_type, "</Iptc4xmpExt:DigitalSourceType>");
        out.push_str("</rdf:Description></rdf:RDF></x:xmpmeta>");
        Some(out)
    }

    /// The address of a code of the IPTC, for what front matter says.
    pub fn source_address(code: &str) -> String {
        format!("{CODES}{code}")
    }
}

fn unescaped(value: &str) -> String {
    quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), std::borrow::Cow::into_owned)
}

/// A value that is no longer than values are.
fn cut(value: &str) -> String {
    let mut end = value.len().min(LONGEST);
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    value[..end].to_owned()
}
