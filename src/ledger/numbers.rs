//! How long lists of numbers lie in the ledger's file: the numbers of questions by their
//! differences, since most come one after the other, and fingerprints of answers as they are.

/// The numbers of a trace, each as its difference from the one before.
pub(super) mod trace {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(numbers: &[u32], serializer: S) -> Result<S::Ok, S::Error> {
        let before = [0].iter().chain(numbers);
        serializer.collect_seq(numbers.iter().zip(before).map(|(number, before)| step(*before, *number)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u32>, D::Error> {
        let mut last = 0_u32;
        let next = |step: i32| {
            last = last.wrapping_add_signed(step);
            last
        };
        Ok(Vec::<i32>::deserialize(deserializer)?.into_iter().map(next).collect())
    }

    fn step(from: u32, to: u32) -> i32 {
        to.wrapping_sub(from).cast_signed()
    }
}

/// The first halves of fingerprints, eight bytes each: nothing makes them shorter.
pub(super) mod answers {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(answers: &[u64], serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<[u8; 8]> = answers.iter().map(|answer| answer.to_le_bytes()).collect();
        serializer.serialize_bytes(bytes.as_flattened())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u64>, D::Error> {
        match <&[u8]>::deserialize(deserializer)?.as_chunks() {
            (answers, []) => Ok(answers.iter().map(|answer| u64::from_le_bytes(*answer)).collect()),
            (_, rest) => Err(D::Error::invalid_length(rest.len(), &"eight bytes for each answer")),
        }
    }
}
