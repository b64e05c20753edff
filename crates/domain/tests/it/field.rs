//! What the fields of the member card hold.

use proptest::prelude::*;
use xibao_domain::{CodeSet, FIELD_CHARS_MAX, Field, FieldKind};

#[test]
fn a_value_fits_its_field_or_not() {
    let long = "长".repeat(FIELD_CHARS_MAX);
    let longer = "长".repeat(FIELD_CHARS_MAX + 1);
    let sealed = "x".repeat(4 * 1024);
    let oversealed = "x".repeat(4 * 1024 + 1);
    for (field, value, fits) in [
        (Field::Name, "王小明", true),
        (Field::Name, long.as_str(), true),
        (Field::Name, longer.as_str(), false),
        (Field::Name, "", false),
        (Field::Name, "王\n小明", false),
        (Field::Name, "王\r小明", false),
        (Field::Name, "王\0小明", false),
        (Field::Born, "1969-01-31", true),
        (Field::Born, "1969-01", true),
        (Field::Born, "1969", true),
        (Field::Born, "?", true),
        (Field::Born, "1969-01-01/1970-06-30", true),
        (Field::Born, "1969-02-30", false),
        (Field::Born, "1969.01", false),
        (Field::Born, "不详", false),
        (Field::MigrantWorker, "yes", true),
        (Field::MigrantWorker, "no", true),
        (Field::MigrantWorker, "是", false),
        (Field::StandingCorrection, "-24", true),
        (Field::StandingCorrection, "24", true),
        (Field::StandingCorrection, "24.5", false),
        (Field::StandingCorrection, "99999999999", false),
        (Field::Sex, "1", true),
        (Field::Sex, "男", false),
        (Field::Ethnic, "01", true),
        (Field::Education, "21", true),
        (Field::Education, "12345", false),
        (Field::Education, "-1", false),
        (Field::IdNumber, sealed.as_str(), true),
        (Field::IdNumber, oversealed.as_str(), false),
        (Field::Phone, "", false),
    ] {
        let shown: String = value.chars().take(20).collect();
        assert_eq!(field.check(value).is_ok(), fits, "{} {shown:?}", field.id());
    }
}

#[test]
fn a_problem_names_its_field_and_speaks_both_languages() {
    let problem = Field::Born.check("1969.13").unwrap_err();
    assert_eq!(problem.field, Field::Born);
    assert!(problem.text.zh.contains("1969.13") && problem.text.en.contains("1969.13"));
    assert!(problem.to_string().starts_with("born: "));
}

#[test]
fn fields_are_known_by_their_ids() {
    for field in Field::ALL {
        assert_eq!(Field::of_id(field.id()), Some(*field));
        assert_eq!(serde_json::to_value(field).unwrap(), field.id());
        assert!(!field.text().zh.is_empty() && !field.text().en.is_empty());
    }
    assert_eq!(Field::of_id("salary"), None);
    let sealed: Vec<&str> =
        Field::ALL.iter().filter(|field| field.is_sensitive()).map(|field| field.id()).collect();
    assert_eq!(sealed, ["id-number", "phone", "landline", "address", "household"]);
    assert_eq!(Field::Ethnic.kind(), FieldKind::Code(CodeSet::Ethnic));
}

proptest! {
    #[test]
    fn any_text_is_taken_or_refused(text in "\\PC*", field in prop::sample::select(Field::ALL)) {
        if field.check(&text).is_ok() {
            prop_assert!(!text.is_empty());
            prop_assert!(field.is_sensitive() || text.chars().count() <= FIELD_CHARS_MAX);
        }
    }
}
