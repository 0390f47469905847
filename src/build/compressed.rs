//! Compressed forms beside the files of the site. Each is made from the bytes of its file and
//! from nothing else, so it is kept as long as they are the same.

use super::Failure;
use super::make::Rendered;
use super::output::Output;
use crate::fingerprint::{Fingerprint, Stamp};
use crate::ledger::Record;
use crate::plan::Plan;
use crate::publish::{Form, is_compressible};
use rayon::prelude::*;

/// Adds a compressed form of every file that is worth it. Where the site has a file of that
/// name itself, that one stays.
pub(super) fn compress(plan: &Plan, output: &Output, rendered: &mut Rendered) -> Result<(), Failure> {
    let records = rendered.recorder.records();
    let wanted: Vec<(&String, &Record, Form)> = records
        .iter()
        .flat_map(|(path, record)| Form::ALL.map(|form| (path, record, form)))
        .filter(|(path, _, form)| plan.find(&format!("{path}{}", form.ending())).is_none())
        .collect();
    let made = wanted.into_par_iter().map(|(path, record, form)| one(path, record, form, output));
    let made: Vec<Option<(String, Record)>> = made.collect::<Result<_, Failure>>()?;
    for (path, record) in made.into_iter().flatten() {
        rendered.recorder.put(path, record);
    }
    Ok(())
}

/// One compressed form: kept if it is there and made from the same bytes.
fn one(path: &str, of: &Record, form: Form, output: &Output) -> Result<Option<(String, Record)>, Failure> {
    // What is not written has no length yet.
    if output.stage.is_some() && !is_compressible(path, of.stamp.length) {
        return Ok(None);
    }
    let packed = format!("{path}{}", form.ending());
    let recipe = format!("{} of {:?}", form.words(), of.fingerprint);
    let last = output.last.ledger.records.get(&packed).filter(|record| record.recipe == recipe);
    if let Some(record) = last
        && let Some(stamp) = output.intact(&packed, record)
    {
        let (source, trace) = (Stamp::default(), Vec::new());
        return Ok(Some((packed, Record { fingerprint: record.fingerprint, stamp, recipe, source, trace })));
    }
    let Some(bytes) = output.bytes(path) else { return Ok(None) };
    if !is_compressible(path, bytes.len() as u64) {
        return Ok(None);
    }
    let failed = |cause| Failure::Write(packed.clone().into(), cause);
    let bytes = form.compress(&bytes).map_err(failed)?;
    let stamp = match &output.stage {
        Some(stage) => stage.put(&packed, &bytes)?,
        None => Stamp::default(),
    };
    let (fingerprint, source, trace) = (Fingerprint::of(&bytes), Stamp::default(), Vec::new());
    Ok(Some((packed, Record { fingerprint, stamp, recipe, source, trace })))
}
