//! The data files of a site: `data/*.toml`, `.yaml`, `.json` and `.csv` become one tree.

use super::yaml::{self, Fault, Want};
use crate::config::{flaw, read_toml};
use crate::data::Data;
use crate::problem::{Code, Problem, Problems};
use crate::source::{ReadError, SourceId, Sources, Span};

/// Reads all data files. A file `data/africa/water.csv` is `africa.water` in the tree; a
/// CSV file is a list of tables whose keys are the first line.
pub fn data(sources: &Sources) -> Result<(Data, Problems), ReadError> {
    let mut problems = Problems::new();
    let mut tree: Vec<(String, Data)> = Vec::new();
    for (id, file) in sources.below("data") {
        let inside = &file.path["data/".len()..];
        let Some((stem, ending)) = inside.rsplit_once('.') else { continue };
        if !["toml", "yaml", "yml", "json", "csv"].contains(&ending) {
            continue;
        }
        let text = sources.text(id)?;
        let read = match flaw(&text, id) {
            Some(problem) => Err(problem),
            None => match ending {
                "toml" => toml(id, &text.text),
                "json" => json(id, &text.text),
                "csv" => csv(id, &text.text),
                _ => from_yaml(id, &text.text),
            },
        };
        match read {
            Ok(data) => {
                let steps: Vec<&str> = stem.split('/').collect();
                if !insert(&mut tree, &steps, data) {
                    let message = format!("there are two data files for `{}`", steps.join("."));
                    let problem = Problem::new(Code::DuplicateKey, message).at(id);
                    let same = |path: &str| path.rsplit_once('.').is_some_and(|(other, _)| other == stem);
                    let mut files = sources.below("data");
                    let first = files.find(|(other, file)| *other != id && same(&file.path["data/".len()..]));
                    problems.push(match first {
                        Some((other, _)) => problem.at(other),
                        None => problem,
                    });
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    Ok((Data::Map(tree), problems))
}

/// Puts a file's data at its place; false if there is something already.
fn insert(tree: &mut Vec<(String, Data)>, steps: &[&str], data: Data) -> bool {
    let [step, rest @ ..] = steps else { return false };
    let index = match tree.iter().position(|(name, _)| name == step) {
        Some(_) if rest.is_empty() => return false,
        Some(index) => index,
        None => {
            let empty = if rest.is_empty() { data.clone() } else { Data::Map(Vec::new()) };
            tree.push(((*step).to_owned(), empty));
            tree.len() - 1
        }
    };
    if rest.is_empty() {
        return true;
    }
    match &mut tree[index].1 {
        Data::Map(inside) => insert(inside, rest, data),
        _ => false,
    }
}

fn toml(source: SourceId, text: &str) -> Result<Data, Problem> {
    let table = read_toml(source, text)?;
    let pairs = table.entries.iter();
    Ok(Data::Map(
        pairs
            .map(|entry| (entry.key.value.clone(), crate::config::toml_to_data(&entry.value.value)))
            .collect(),
    ))
}

fn from_yaml(source: SourceId, text: &str) -> Result<Data, Problem> {
    if let Some(at) = yaml::excess(text) {
        let problem = Problem::new(Code::Syntax, "this file nests too deep");
        return Err(problem.at(Span::new(source, at, at + 1)));
    }
    yaml::read(text, |_| Want::Any).map_err(|fault| match fault {
        Fault::Syntax(syntax) => {
            Problem::new(Code::Syntax, syntax.message).at(Span::new(source, syntax.at, syntax.at))
        }
        Fault::Excess(reason) => Problem::new(Code::Syntax, format!("this file {reason}")).at(source),
    })
}

fn json(source: SourceId, text: &str) -> Result<Data, Problem> {
    serde_json::from_str(text).map(Data::from_json).map_err(|error| {
        let lines: usize = text.lines().take(error.line().saturating_sub(1)).map(|line| line.len() + 1).sum();
        let at = (lines + error.column().saturating_sub(1)).min(text.len());
        let message = error.to_string();
        // The place is shown beside the excerpt, so it need not be said in words too.
        let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
        Problem::new(Code::Syntax, message).at(Span::new(source, at, at))
    })
}

fn csv(source: SourceId, text: &str) -> Result<Data, Problem> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let failed = |error: csv::Error| {
        let at = error.position().map_or(0, |position| position.byte() as usize);
        let message = match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("this line has {len} fields, but the first line has {expected_len}")
            }
            _ => error.to_string(),
        };
        Problem::new(Code::Syntax, message).at(Span::new(source, at, at))
    };
    let names = reader.headers().map_err(failed)?.clone();
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row.map_err(failed)?;
        let pairs = names.iter().zip(row.iter());
        rows.push(Data::Map(
            pairs.map(|(name, field)| (name.to_owned(), Data::Text(field.to_owned()))).collect(),
        ));
    }
    Ok(Data::List(rows))
}
