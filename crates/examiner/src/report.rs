//! Reports: the marked workbook and the printable finding sheets.
