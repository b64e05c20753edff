#[derive(Debug, serde::Deserialize)] pub(crate) struct RawMeeting {}
#[derive(Debug, Clone)] pub struct Meeting {}
impl Meeting { pub(crate) fn resolve(_: RawMeeting) -> Result<Meeting, String> { Ok(Meeting {}) } }
