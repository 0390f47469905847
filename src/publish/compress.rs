//! Files in compressed forms, for servers that hand them out as they lie on disk.

use flate2::{Compression, GzBuilder};
use std::io::{Error, Read, Write};

/// A way of compressing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// gzip (RFC 1952), which every browser reads.
    Gzip,
    /// Brotli (RFC 7932), which is smaller.
    Brotli,
}

/// Brotli's own quality: the highest takes thirty times as long and saves a few in a hundred.
const QUALITY: i32 = 9;

/// Files below this many bytes travel in one packet either way.
const SMALLEST: u64 = 256;

impl Form {
    /// All forms.
    pub const ALL: [Form; 2] = [Form::Gzip, Form::Brotli];

    /// What the name of the file ends with.
    pub fn ending(self) -> &'static str {
        match self {
            Form::Gzip => ".gz",
            Form::Brotli => ".br",
        }
    }

    /// The way in words, with all that decides about the bytes.
    pub fn words(self) -> String {
        match self {
            Form::Gzip => "gzip 9".to_owned(),
            Form::Brotli => format!("brotli {QUALITY}"),
        }
    }

    /// The bytes in this form: the same for the same bytes, with no date or name in them.
    pub fn compress(self, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        match self {
            Form::Gzip => {
                let mut writer = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
                writer.write_all(bytes)?;
                writer.finish()
            }
            Form::Brotli => {
                let mut packed = Vec::new();
                brotli::CompressorReader::new(bytes, 64 * 1024, QUALITY as u32, 22)
                    .read_to_end(&mut packed)?;
                Ok(packed)
            }
        }
    }
}

/// Says whether a file of this many bytes is worth compressing: text for readers, not pictures,
/// and not rules for hosts.
pub fn is_compressible(path: &str, length: u64) -> bool {
    const ENDINGS: [&str; 19] = [
        "html",
        "htm",
        "css",
        "js",
        "mjs",
        "json",
        "svg",
        "xml",
        "rss",
        "atom",
        "opml",
        "txt",
        "md",
        "csv",
        "ics",
        "webmanifest",
        "map",
        "ttf",
        "otf",
    ];
    let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
    length >= SMALLEST
        && !path.starts_with("_hosts/")
        && ending.is_some_and(|ending| ENDINGS.contains(&ending))
}

#[cfg(test)]
mod tests {
    use super::{Form, is_compressible};
    use std::io::Read;

    #[test]
    fn compressed_bytes_are_the_same_each_time_and_come_back() {
        let text = "The same words again and again. ".repeat(100);
        for form in Form::ALL {
            let packed = form.compress(text.as_bytes()).expect("bytes");
            assert_eq!(packed, form.compress(text.as_bytes()).expect("bytes"));
            assert!(packed.len() < text.len() / 10);
            let mut back = String::new();
            let read = match form {
                Form::Gzip => flate2::read::GzDecoder::new(&*packed).read_to_string(&mut back),
                Form::Brotli => brotli::Decompressor::new(&*packed, 4096).read_to_string(&mut back),
            };
            read.expect("the text");
            assert_eq!(back, text);
        }
        // No time (bytes 4 to 7) and no name (bit 3 of byte 3) is in it (RFC 1952 § 2.3).
        let packed = Form::Gzip.compress(text.as_bytes()).expect("bytes");
        assert_eq!(packed[3..8], [0, 0, 0, 0, 0]);
    }

    #[test]
    fn what_is_worth_compressing() {
        for path in ["index.html", "a/feed.xml", "css/x.css", "map.svg", "x.otf", "x.ttf"] {
            assert!(is_compressible(path, 1000) && !is_compressible(path, 100), "{path}");
        }
        for path in
            ["x.png", "x.woff2", "_hosts/s3-website.json", ".htaccess", "_headers", "x.html.gz", "html"]
        {
            assert!(!is_compressible(path, 1000), "{path}");
        }
    }
}
