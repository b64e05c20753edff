//! National codes: identity numbers, credit codes, divisions by year, ethnic groups, education. Pure.
