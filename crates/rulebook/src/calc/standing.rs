#[derive(Debug, serde::Deserialize)] pub(crate) struct RawEra {}
#[derive(Debug, Clone)] pub struct Era {}
impl Era { pub(crate) fn resolve(_: RawEra, _: &str) -> Result<Era, String> { Ok(Era {}) } }
